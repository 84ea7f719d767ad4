export const mergePipeline: any = 0;
