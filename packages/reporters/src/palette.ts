import picocolors from "picocolors";

type Paint = (text: string) => string;

/** Colours by what they mean. Without colour each gives the text back unchanged. */
export interface Palette {
  readonly good: Paint;
  readonly bad: Paint;
  readonly warning: Paint;
  readonly quiet: Paint;
  readonly strong: Paint;
  /** Tell tasks apart where their lines are mixed; none of them means good, bad or warning. */
  readonly tasks: readonly Paint[];
}

export function paletteOf(colour: boolean): Palette {
  return colour ? COLOURED : PLAIN;
}

const COLOURED = palette(true);
const PLAIN = palette(false);

function palette(colour: boolean): Palette {
  const { green, red, yellow, dim, bold, cyan, magenta, blue, cyanBright, magentaBright, blueBright } = picocolors.createColors(colour);
  return {
    good: green,
    bad: red,
    warning: yellow,
    quiet: dim,
    strong: bold,
    tasks: [cyan, magenta, blue, cyanBright, magentaBright, blueBright],
  };
}
