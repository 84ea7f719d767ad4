// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
"use strict";
export const validateRegistry = validate21;
const schema6 = {"$id":"urn:nix-repo:registry","$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"$schema":{"type":"string"},"requires":{"type":"string","pattern":"\\S"},"root":{"type":"string","pattern":"\\S"},"flake":{"type":"string","pattern":"\\S"},"nix":{"type":"object","properties":{"flags":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false},"globalEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"globalInputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"hostToolchain":{"type":"array","items":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}}},"cache":{"type":"object","properties":{"maxSize":{"type":"string","pattern":"^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$"}},"additionalProperties":false},"ci":{"type":"object","properties":{"base":{"type":"string","pattern":"\\S"},"stages":{"type":"array","minItems":1,"items":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string","pattern":"\\S"}}},"tasks":{"type":"array","items":{"type":"string","pattern":"\\S"},"minItems":1}},"additionalProperties":false},"services":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/service"}},"stacks":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/stack"}},"workspace":{"$ref":"#/$defs/workspace"}},"required":["services"],"additionalProperties":false,"$defs":{"verb":{"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"needs":{"type":"array","items":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"params":{"type":"object","propertyNames":{"pattern":"^[A-Za-z_][A-Za-z0-9_.-]*$"},"additionalProperties":{"$ref":"#/$defs/param"}}},"additionalProperties":false},"param":{"type":"object","properties":{"kind":{"enum":["string","number","boolean","choice"]},"choices":{"type":"array","items":{"type":"string","pattern":"\\S"},"minItems":1},"default":{"type":["string","number","boolean"]},"required":{"type":"boolean"},"description":{"type":"string","pattern":"\\S"},"env":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"additionalProperties":false},"process":{"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":["string","object"],"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$","properties":{"unit":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"},"until":{"enum":["started","ready","completed"]}},"required":["unit"],"additionalProperties":false}},"ready":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"period":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"threshold":{"type":"integer","minimum":1,"maximum":100},"startDelay":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"restart":{"type":["string","object"],"pattern":"^(never|on-failure|always)$","properties":{"when":{"enum":["never","on-failure","always"]},"backoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"maxBackoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"limit":{"type":"integer","minimum":1}},"additionalProperties":false},"stop":{"type":"object","properties":{"signal":{"enum":["SIGABRT","SIGALRM","SIGBUS","SIGCHLD","SIGCONT","SIGFPE","SIGHUP","SIGILL","SIGINT","SIGKILL","SIGPIPE","SIGPOLL","SIGPROF","SIGQUIT","SIGSEGV","SIGSYS","SIGTERM","SIGTRAP","SIGTSTP","SIGTTIN","SIGTTOU","SIGURG","SIGUSR1","SIGUSR2","SIGVTALRM","SIGWINCH","SIGXCPU","SIGXFSZ"]},"grace":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"ports":{"type":["object","array"],"propertyNames":{"pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"additionalProperties":{"minimum":1,"maximum":65535,"type":["integer","string"],"pattern":"^auto$"},"items":{"minimum":1,"maximum":65535,"type":"integer"}},"watch":{"type":"array","items":{"type":"string","pattern":"\\S"}},"replicas":{"type":"integer","minimum":1,"maximum":64},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false},"service":{"type":"object","properties":{"path":{"type":"string","pattern":"\\S"},"description":{"type":"string","pattern":"\\S"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"stack":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"processes":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/process"}},"containers":{"type":"object","properties":{"atEnd":{"enum":["stop","leave","remove"]}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"docker":{"type":"object","properties":{"image":{"type":"string","pattern":"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$"},"tag":{"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"},"context":{"type":"string","pattern":"\\S"},"target":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]*$"}},"additionalProperties":false}},"required":["path"],"additionalProperties":false},"stack":{"type":"object","properties":{"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}}},"additionalProperties":false},"workspace":{"type":"object","properties":{"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"taskFiles":{"type":"array","items":{"enum":["just","task","make"]}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false}}};
const func2 = Object.prototype.hasOwnProperty;
const pattern0 = new RegExp("\\S", "u");
const pattern4 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const pattern7 = new RegExp("^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$", "u");
const pattern12 = new RegExp("^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$", "u");
const schema7 = {"type":"object","properties":{"path":{"type":"string","pattern":"\\S"},"description":{"type":"string","pattern":"\\S"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"stack":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"processes":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/process"}},"containers":{"type":"object","properties":{"atEnd":{"enum":["stop","leave","remove"]}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"docker":{"type":"object","properties":{"image":{"type":"string","pattern":"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$"},"tag":{"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"},"context":{"type":"string","pattern":"\\S"},"target":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]*$"}},"additionalProperties":false}},"required":["path"],"additionalProperties":false};
const pattern19 = new RegExp("^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$", "u");
const pattern73 = new RegExp("^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$", "u");
const pattern74 = new RegExp("^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$", "u");
const pattern76 = new RegExp("^[A-Za-z0-9][A-Za-z0-9_.-]*$", "u");
const schema8 = {"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"needs":{"type":"array","items":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"params":{"type":"object","propertyNames":{"pattern":"^[A-Za-z_][A-Za-z0-9_.-]*$"},"additionalProperties":{"$ref":"#/$defs/param"}}},"additionalProperties":false};
const pattern24 = new RegExp("^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$", "u");
const pattern32 = new RegExp("^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$", "u");
const pattern33 = new RegExp("^https?://[^\\s/]", "u");
const pattern35 = new RegExp("^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$", "u");
const pattern39 = new RegExp("^[A-Za-z_][A-Za-z0-9_.-]*$", "u");
const schema9 = {"type":"object","properties":{"kind":{"enum":["string","number","boolean","choice"]},"choices":{"type":"array","items":{"type":"string","pattern":"\\S"},"minItems":1},"default":{"type":["string","number","boolean"]},"required":{"type":"boolean"},"description":{"type":"string","pattern":"\\S"},"env":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"additionalProperties":false};

function validate24(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "kind") || (key0 === "choices")) || (key0 === "default")) || (key0 === "required")) || (key0 === "description")) || (key0 === "env"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(!((((data0 === "string") || (data0 === "number")) || (data0 === "boolean")) || (data0 === "choice"))){
const err1 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema9.properties.kind.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.choices !== undefined){
let data1 = data.choices;
if(Array.isArray(data1)){
if(data1.length < 1){
const err2 = {instancePath:instancePath+"/choices",schemaPath:"#/properties/choices/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err3 = {instancePath:instancePath+"/choices/" + i0,schemaPath:"#/properties/choices/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/choices/" + i0,schemaPath:"#/properties/choices/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/choices",schemaPath:"#/properties/choices/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.default !== undefined){
let data3 = data.default;
if(((typeof data3 !== "string") && (!((typeof data3 == "number") && (isFinite(data3))))) && (typeof data3 !== "boolean")){
const err6 = {instancePath:instancePath+"/default",schemaPath:"#/properties/default/type",keyword:"type",params:{type: schema9.properties.default.type}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.required !== undefined){
if(typeof data.required !== "boolean"){
const err7 = {instancePath:instancePath+"/required",schemaPath:"#/properties/required/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.description !== undefined){
let data5 = data.description;
if(typeof data5 === "string"){
if(!pattern0.test(data5)){
const err8 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.env !== undefined){
let data6 = data.env;
if(typeof data6 === "string"){
if(!pattern4.test(data6)){
const err10 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
validate24.errors = vErrors;
return errors === 0;
}


function validate23(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!data || typeof data != "object") && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema8.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern0.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(Array.isArray(data)){
if(data.length < 1){
const err2 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(typeof data[i0] !== "string"){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema8.properties, key0))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.run !== undefined){
let data1 = data.run;
if((typeof data1 !== "string") && (!(Array.isArray(data1)))){
const err5 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: schema8.properties.run.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err6 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(Array.isArray(data1)){
if(data1.length < 1){
const err7 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data1.length;
for(let i1=0; i1<len1; i1++){
if(typeof data1[i1] !== "string"){
const err8 = {instancePath:instancePath+"/run/" + i1,schemaPath:"#/properties/run/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
if(data.description !== undefined){
let data3 = data.description;
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
const err9 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.dependsOn !== undefined){
let data4 = data.dependsOn;
if(Array.isArray(data4)){
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
let data5 = data4[i2];
if(typeof data5 === "string"){
if(!pattern0.test(data5)){
const err11 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/dependsOn",schemaPath:"#/properties/dependsOn/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.needs !== undefined){
let data6 = data.needs;
if(Array.isArray(data6)){
const len3 = data6.length;
for(let i3=0; i3<len3; i3++){
let data7 = data6[i3];
if(typeof data7 === "string"){
if(!pattern24.test(data7)){
const err14 = {instancePath:instancePath+"/needs/" + i3,schemaPath:"#/properties/needs/items/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/needs/" + i3,schemaPath:"#/properties/needs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/needs",schemaPath:"#/properties/needs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.inputs !== undefined){
let data8 = data.inputs;
if(Array.isArray(data8)){
const len4 = data8.length;
for(let i4=0; i4<len4; i4++){
let data9 = data8[i4];
if(typeof data9 === "string"){
if(!pattern0.test(data9)){
const err17 = {instancePath:instancePath+"/inputs/" + i4,schemaPath:"#/properties/inputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/inputs/" + i4,schemaPath:"#/properties/inputs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/inputs",schemaPath:"#/properties/inputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.outputs !== undefined){
let data10 = data.outputs;
if(Array.isArray(data10)){
const len5 = data10.length;
for(let i5=0; i5<len5; i5++){
let data11 = data10[i5];
if(typeof data11 === "string"){
if(!pattern0.test(data11)){
const err20 = {instancePath:instancePath+"/outputs/" + i5,schemaPath:"#/properties/outputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/outputs/" + i5,schemaPath:"#/properties/outputs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/outputs",schemaPath:"#/properties/outputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.cache !== undefined){
if(typeof data.cache !== "boolean"){
const err23 = {instancePath:instancePath+"/cache",schemaPath:"#/properties/cache/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.cacheFailures !== undefined){
if(typeof data.cacheFailures !== "boolean"){
const err24 = {instancePath:instancePath+"/cacheFailures",schemaPath:"#/properties/cacheFailures/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.clean !== undefined){
if(typeof data.clean !== "boolean"){
const err25 = {instancePath:instancePath+"/clean",schemaPath:"#/properties/clean/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.env !== undefined){
let data15 = data.env;
if(!data15 || typeof data15 != "object"){
const err26 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema8.properties.env.type}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(Array.isArray(data15)){
const len6 = data15.length;
for(let i6=0; i6<len6; i6++){
let data16 = data15[i6];
if(typeof data16 === "string"){
if(!pattern4.test(data16)){
const err27 = {instancePath:instancePath+"/env/" + i6,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/env/" + i6,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key1 in data15){
const _errs36 = errors;
if(typeof key1 === "string"){
if(!pattern4.test(key1)){
const err29 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key1};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key1};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid15 = _errs36 === errors;
if(!valid15){
const err31 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
for(const key2 in data15){
let data17 = data15[key2];
if((typeof data17 !== "string") && (typeof data17 !== "boolean")){
const err32 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema8.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const _errs41 = errors;
const _errs42 = errors;
if(false !== data17){
const err33 = {};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid17 = _errs42 === errors;
if(valid17){
const err34 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
else {
errors = _errs41;
if(vErrors !== null){
if(_errs41){
vErrors.length = _errs41;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data18 = data.passEnv;
if(Array.isArray(data18)){
const len7 = data18.length;
for(let i7=0; i7<len7; i7++){
let data19 = data18[i7];
if(typeof data19 === "string"){
if(!pattern4.test(data19)){
const err35 = {instancePath:instancePath+"/passEnv/" + i7,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/passEnv/" + i7,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data20 = data.hostTools;
if(Array.isArray(data20)){
const len8 = data20.length;
for(let i8=0; i8<len8; i8++){
let data21 = data20[i8];
if(typeof data21 === "string"){
if(!pattern0.test(data21)){
const err38 = {instancePath:instancePath+"/hostTools/" + i8,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/hostTools/" + i8,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.persistent !== undefined){
if(typeof data.persistent !== "boolean"){
const err41 = {instancePath:instancePath+"/persistent",schemaPath:"#/properties/persistent/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.readyWhen !== undefined){
let data23 = data.readyWhen;
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
for(const key3 in data23){
if(!((((((key3 === "line") || (key3 === "tcp")) || (key3 === "http")) || (key3 === "status")) || (key3 === "command")) || (key3 === "timeout"))){
const err42 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data23.line !== undefined){
let data24 = data23.line;
if(typeof data24 === "string"){
if(!pattern0.test(data24)){
const err43 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
else {
const err44 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data23.tcp !== undefined){
let data25 = data23.tcp;
if((!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))) && (typeof data25 !== "string")){
const err45 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/type",keyword:"type",params:{type: schema8.properties.readyWhen.properties.tcp.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 65535 || isNaN(data25)){
const err46 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(data25 < 1 || isNaN(data25)){
const err47 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(typeof data25 === "string"){
if(!pattern32.test(data25)){
const err48 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/pattern",keyword:"pattern",params:{pattern: "^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
if(data23.http !== undefined){
let data26 = data23.http;
if(typeof data26 === "string"){
if(!pattern33.test(data26)){
const err49 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data23.status !== undefined){
let data27 = data23.status;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
const err51 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 > 599 || isNaN(data27)){
const err52 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(data27 < 100 || isNaN(data27)){
const err53 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
if(data23.command !== undefined){
let data28 = data23.command;
if((typeof data28 !== "string") && (!(Array.isArray(data28)))){
const err54 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/type",keyword:"type",params:{type: schema8.properties.readyWhen.properties.command.type}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(typeof data28 === "string"){
if(!pattern0.test(data28)){
const err55 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(Array.isArray(data28)){
if(data28.length < 1){
const err56 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
const len9 = data28.length;
for(let i9=0; i9<len9; i9++){
if(typeof data28[i9] !== "string"){
const err57 = {instancePath:instancePath+"/readyWhen/command/" + i9,schemaPath:"#/properties/readyWhen/properties/command/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
}
if(data23.timeout !== undefined){
let data30 = data23.timeout;
if(typeof data30 === "string"){
if(!pattern35.test(data30)){
const err58 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
else {
const err59 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data.interactive !== undefined){
if(typeof data.interactive !== "boolean"){
const err61 = {instancePath:instancePath+"/interactive",schemaPath:"#/properties/interactive/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data.weight !== undefined){
let data32 = data.weight;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err62 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 < 1 || isNaN(data32)){
const err63 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
if(data.mutex !== undefined){
let data33 = data.mutex;
if(typeof data33 === "string"){
if(!pattern0.test(data33)){
const err64 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
else {
const err65 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data.retries !== undefined){
let data34 = data.retries;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
const err66 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if((typeof data34 == "number") && (isFinite(data34))){
if(data34 > 10 || isNaN(data34)){
const err67 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
if(data34 < 0 || isNaN(data34)){
const err68 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
if(data.timeout !== undefined){
let data35 = data.timeout;
if(typeof data35 === "string"){
if(!pattern35.test(data35)){
const err69 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data.allowFailure !== undefined){
if(typeof data.allowFailure !== "boolean"){
const err71 = {instancePath:instancePath+"/allowFailure",schemaPath:"#/properties/allowFailure/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data.shell !== undefined){
let data37 = data.shell;
if((typeof data37 !== "string") && (typeof data37 !== "boolean")){
const err72 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema8.properties.shell.type}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
const _errs84 = errors;
const _errs85 = errors;
if(true !== data37){
const err73 = {};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
var valid25 = _errs85 === errors;
if(valid25){
const err74 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
else {
errors = _errs84;
if(vErrors !== null){
if(_errs84){
vErrors.length = _errs84;
}
else {
vErrors = null;
}
}
}
if(typeof data37 === "string"){
if(!pattern0.test(data37)){
const err75 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
if(data.params !== undefined){
let data38 = data.params;
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
for(const key4 in data38){
const _errs88 = errors;
if(typeof key4 === "string"){
if(!pattern39.test(key4)){
const err76 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_.-]*$"},propertyName:key4};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
var valid26 = _errs88 === errors;
if(!valid26){
const err77 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/propertyNames",keyword:"propertyNames",params:{propertyName: key4}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
for(const key5 in data38){
if(!(validate24(data38[key5], {instancePath:instancePath+"/params/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data38,parentDataProperty:key5,rootData}))){
vErrors = vErrors === null ? validate24.errors : vErrors.concat(validate24.errors);
errors = vErrors.length;
}
}
}
else {
const err78 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
validate23.errors = vErrors;
return errors === 0;
}

const schema10 = {"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":["string","object"],"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$","properties":{"unit":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"},"until":{"enum":["started","ready","completed"]}},"required":["unit"],"additionalProperties":false}},"ready":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"period":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"threshold":{"type":"integer","minimum":1,"maximum":100},"startDelay":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"restart":{"type":["string","object"],"pattern":"^(never|on-failure|always)$","properties":{"when":{"enum":["never","on-failure","always"]},"backoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"maxBackoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"limit":{"type":"integer","minimum":1}},"additionalProperties":false},"stop":{"type":"object","properties":{"signal":{"enum":["SIGABRT","SIGALRM","SIGBUS","SIGCHLD","SIGCONT","SIGFPE","SIGHUP","SIGILL","SIGINT","SIGKILL","SIGPIPE","SIGPOLL","SIGPROF","SIGQUIT","SIGSEGV","SIGSYS","SIGTERM","SIGTRAP","SIGTSTP","SIGTTIN","SIGTTOU","SIGURG","SIGUSR1","SIGUSR2","SIGVTALRM","SIGWINCH","SIGXCPU","SIGXFSZ"]},"grace":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"ports":{"type":["object","array"],"propertyNames":{"pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"additionalProperties":{"minimum":1,"maximum":65535,"type":["integer","string"],"pattern":"^auto$"},"items":{"minimum":1,"maximum":65535,"type":"integer"}},"watch":{"type":"array","items":{"type":"string","pattern":"\\S"}},"replicas":{"type":"integer","minimum":1,"maximum":64},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false};
const pattern50 = new RegExp("^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$", "u");
const pattern56 = new RegExp("^(never|on-failure|always)$", "u");
const pattern65 = new RegExp("^[A-Za-z][A-Za-z0-9_-]*$", "u");
const pattern66 = new RegExp("^auto$", "u");

function validate27(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!data || typeof data != "object") && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema10.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern0.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(Array.isArray(data)){
if(data.length < 1){
const err2 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(typeof data[i0] !== "string"){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema10.properties, key0))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.run !== undefined){
let data1 = data.run;
if((typeof data1 !== "string") && (!(Array.isArray(data1)))){
const err5 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: schema10.properties.run.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err6 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(Array.isArray(data1)){
if(data1.length < 1){
const err7 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data1.length;
for(let i1=0; i1<len1; i1++){
if(typeof data1[i1] !== "string"){
const err8 = {instancePath:instancePath+"/run/" + i1,schemaPath:"#/properties/run/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
if(data.description !== undefined){
let data3 = data.description;
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
const err9 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.dependsOn !== undefined){
let data4 = data.dependsOn;
if(Array.isArray(data4)){
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
let data5 = data4[i2];
if((typeof data5 !== "string") && (!(data5 && typeof data5 == "object" && !Array.isArray(data5)))){
const err11 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/type",keyword:"type",params:{type: schema10.properties.dependsOn.items.type}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(typeof data5 === "string"){
if(!pattern24.test(data5)){
const err12 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.unit === undefined){
const err13 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/required",keyword:"required",params:{missingProperty: "unit"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key1 in data5){
if(!((key1 === "unit") || (key1 === "until"))){
const err14 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data5.unit !== undefined){
let data6 = data5.unit;
if(typeof data6 === "string"){
if(!pattern24.test(data6)){
const err15 = {instancePath:instancePath+"/dependsOn/" + i2+"/unit",schemaPath:"#/properties/dependsOn/items/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/dependsOn/" + i2+"/unit",schemaPath:"#/properties/dependsOn/items/properties/unit/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data5.until !== undefined){
let data7 = data5.until;
if(!(((data7 === "started") || (data7 === "ready")) || (data7 === "completed"))){
const err17 = {instancePath:instancePath+"/dependsOn/" + i2+"/until",schemaPath:"#/properties/dependsOn/items/properties/until/enum",keyword:"enum",params:{allowedValues: schema10.properties.dependsOn.items.properties.until.enum}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
}
else {
const err18 = {instancePath:instancePath+"/dependsOn",schemaPath:"#/properties/dependsOn/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.ready !== undefined){
let data8 = data.ready;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key2 in data8){
if(!(func2.call(schema10.properties.ready.properties, key2))){
const err19 = {instancePath:instancePath+"/ready",schemaPath:"#/properties/ready/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data8.line !== undefined){
let data9 = data8.line;
if(typeof data9 === "string"){
if(!pattern0.test(data9)){
const err20 = {instancePath:instancePath+"/ready/line",schemaPath:"#/properties/ready/properties/line/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/ready/line",schemaPath:"#/properties/ready/properties/line/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.tcp !== undefined){
let data10 = data8.tcp;
if((!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))) && (typeof data10 !== "string")){
const err22 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/type",keyword:"type",params:{type: schema10.properties.ready.properties.tcp.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 65535 || isNaN(data10)){
const err23 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data10 < 1 || isNaN(data10)){
const err24 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(typeof data10 === "string"){
if(!pattern50.test(data10)){
const err25 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/pattern",keyword:"pattern",params:{pattern: "^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
if(data8.http !== undefined){
let data11 = data8.http;
if(typeof data11 === "string"){
if(!pattern33.test(data11)){
const err26 = {instancePath:instancePath+"/ready/http",schemaPath:"#/properties/ready/properties/http/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
else {
const err27 = {instancePath:instancePath+"/ready/http",schemaPath:"#/properties/ready/properties/http/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data8.status !== undefined){
let data12 = data8.status;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err28 = {instancePath:instancePath+"/ready/status",schemaPath:"#/properties/ready/properties/status/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 599 || isNaN(data12)){
const err29 = {instancePath:instancePath+"/ready/status",schemaPath:"#/properties/ready/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data12 < 100 || isNaN(data12)){
const err30 = {instancePath:instancePath+"/ready/status",schemaPath:"#/properties/ready/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
if(data8.command !== undefined){
let data13 = data8.command;
if((typeof data13 !== "string") && (!(Array.isArray(data13)))){
const err31 = {instancePath:instancePath+"/ready/command",schemaPath:"#/properties/ready/properties/command/type",keyword:"type",params:{type: schema10.properties.ready.properties.command.type}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(typeof data13 === "string"){
if(!pattern0.test(data13)){
const err32 = {instancePath:instancePath+"/ready/command",schemaPath:"#/properties/ready/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(Array.isArray(data13)){
if(data13.length < 1){
const err33 = {instancePath:instancePath+"/ready/command",schemaPath:"#/properties/ready/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
const len3 = data13.length;
for(let i3=0; i3<len3; i3++){
if(typeof data13[i3] !== "string"){
const err34 = {instancePath:instancePath+"/ready/command/" + i3,schemaPath:"#/properties/ready/properties/command/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
}
if(data8.timeout !== undefined){
let data15 = data8.timeout;
if(typeof data15 === "string"){
if(!pattern35.test(data15)){
const err35 = {instancePath:instancePath+"/ready/timeout",schemaPath:"#/properties/ready/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/ready/timeout",schemaPath:"#/properties/ready/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data8.period !== undefined){
let data16 = data8.period;
if(typeof data16 === "string"){
if(!pattern35.test(data16)){
const err37 = {instancePath:instancePath+"/ready/period",schemaPath:"#/properties/ready/properties/period/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/ready/period",schemaPath:"#/properties/ready/properties/period/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data8.threshold !== undefined){
let data17 = data8.threshold;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err39 = {instancePath:instancePath+"/ready/threshold",schemaPath:"#/properties/ready/properties/threshold/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 100 || isNaN(data17)){
const err40 = {instancePath:instancePath+"/ready/threshold",schemaPath:"#/properties/ready/properties/threshold/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(data17 < 1 || isNaN(data17)){
const err41 = {instancePath:instancePath+"/ready/threshold",schemaPath:"#/properties/ready/properties/threshold/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
if(data8.startDelay !== undefined){
let data18 = data8.startDelay;
if(typeof data18 === "string"){
if(!pattern35.test(data18)){
const err42 = {instancePath:instancePath+"/ready/startDelay",schemaPath:"#/properties/ready/properties/startDelay/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/ready/startDelay",schemaPath:"#/properties/ready/properties/startDelay/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
else {
const err44 = {instancePath:instancePath+"/ready",schemaPath:"#/properties/ready/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data.restart !== undefined){
let data19 = data.restart;
if((typeof data19 !== "string") && (!(data19 && typeof data19 == "object" && !Array.isArray(data19)))){
const err45 = {instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/type",keyword:"type",params:{type: schema10.properties.restart.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(typeof data19 === "string"){
if(!pattern56.test(data19)){
const err46 = {instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/pattern",keyword:"pattern",params:{pattern: "^(never|on-failure|always)$"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key3 in data19){
if(!((((key3 === "when") || (key3 === "backoff")) || (key3 === "maxBackoff")) || (key3 === "limit"))){
const err47 = {instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data19.when !== undefined){
let data20 = data19.when;
if(!(((data20 === "never") || (data20 === "on-failure")) || (data20 === "always"))){
const err48 = {instancePath:instancePath+"/restart/when",schemaPath:"#/properties/restart/properties/when/enum",keyword:"enum",params:{allowedValues: schema10.properties.restart.properties.when.enum}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data19.backoff !== undefined){
let data21 = data19.backoff;
if(typeof data21 === "string"){
if(!pattern35.test(data21)){
const err49 = {instancePath:instancePath+"/restart/backoff",schemaPath:"#/properties/restart/properties/backoff/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/restart/backoff",schemaPath:"#/properties/restart/properties/backoff/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data19.maxBackoff !== undefined){
let data22 = data19.maxBackoff;
if(typeof data22 === "string"){
if(!pattern35.test(data22)){
const err51 = {instancePath:instancePath+"/restart/maxBackoff",schemaPath:"#/properties/restart/properties/maxBackoff/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/restart/maxBackoff",schemaPath:"#/properties/restart/properties/maxBackoff/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data19.limit !== undefined){
let data23 = data19.limit;
if(!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))){
const err53 = {instancePath:instancePath+"/restart/limit",schemaPath:"#/properties/restart/properties/limit/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 < 1 || isNaN(data23)){
const err54 = {instancePath:instancePath+"/restart/limit",schemaPath:"#/properties/restart/properties/limit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
}
}
if(data.stop !== undefined){
let data24 = data.stop;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
for(const key4 in data24){
if(!(((key4 === "signal") || (key4 === "grace")) || (key4 === "command"))){
const err55 = {instancePath:instancePath+"/stop",schemaPath:"#/properties/stop/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data24.signal !== undefined){
let data25 = data24.signal;
if(!((((((((((((((((((((((((((((data25 === "SIGABRT") || (data25 === "SIGALRM")) || (data25 === "SIGBUS")) || (data25 === "SIGCHLD")) || (data25 === "SIGCONT")) || (data25 === "SIGFPE")) || (data25 === "SIGHUP")) || (data25 === "SIGILL")) || (data25 === "SIGINT")) || (data25 === "SIGKILL")) || (data25 === "SIGPIPE")) || (data25 === "SIGPOLL")) || (data25 === "SIGPROF")) || (data25 === "SIGQUIT")) || (data25 === "SIGSEGV")) || (data25 === "SIGSYS")) || (data25 === "SIGTERM")) || (data25 === "SIGTRAP")) || (data25 === "SIGTSTP")) || (data25 === "SIGTTIN")) || (data25 === "SIGTTOU")) || (data25 === "SIGURG")) || (data25 === "SIGUSR1")) || (data25 === "SIGUSR2")) || (data25 === "SIGVTALRM")) || (data25 === "SIGWINCH")) || (data25 === "SIGXCPU")) || (data25 === "SIGXFSZ"))){
const err56 = {instancePath:instancePath+"/stop/signal",schemaPath:"#/properties/stop/properties/signal/enum",keyword:"enum",params:{allowedValues: schema10.properties.stop.properties.signal.enum}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data24.grace !== undefined){
let data26 = data24.grace;
if(typeof data26 === "string"){
if(!pattern35.test(data26)){
const err57 = {instancePath:instancePath+"/stop/grace",schemaPath:"#/properties/stop/properties/grace/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
else {
const err58 = {instancePath:instancePath+"/stop/grace",schemaPath:"#/properties/stop/properties/grace/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data24.command !== undefined){
let data27 = data24.command;
if((typeof data27 !== "string") && (!(Array.isArray(data27)))){
const err59 = {instancePath:instancePath+"/stop/command",schemaPath:"#/properties/stop/properties/command/type",keyword:"type",params:{type: schema10.properties.stop.properties.command.type}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(typeof data27 === "string"){
if(!pattern0.test(data27)){
const err60 = {instancePath:instancePath+"/stop/command",schemaPath:"#/properties/stop/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(Array.isArray(data27)){
if(data27.length < 1){
const err61 = {instancePath:instancePath+"/stop/command",schemaPath:"#/properties/stop/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
const len4 = data27.length;
for(let i4=0; i4<len4; i4++){
if(typeof data27[i4] !== "string"){
const err62 = {instancePath:instancePath+"/stop/command/" + i4,schemaPath:"#/properties/stop/properties/command/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
}
}
else {
const err63 = {instancePath:instancePath+"/stop",schemaPath:"#/properties/stop/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.env !== undefined){
let data29 = data.env;
if(!data29 || typeof data29 != "object"){
const err64 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema10.properties.env.type}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(Array.isArray(data29)){
const len5 = data29.length;
for(let i5=0; i5<len5; i5++){
let data30 = data29[i5];
if(typeof data30 === "string"){
if(!pattern4.test(data30)){
const err65 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
else {
const err66 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
for(const key5 in data29){
const _errs65 = errors;
if(typeof key5 === "string"){
if(!pattern4.test(key5)){
const err67 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key5};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key5};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
var valid17 = _errs65 === errors;
if(!valid17){
const err69 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key5}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
for(const key6 in data29){
let data31 = data29[key6];
if((typeof data31 !== "string") && (typeof data31 !== "boolean")){
const err70 = {instancePath:instancePath+"/env/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema10.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
const _errs70 = errors;
const _errs71 = errors;
if(false !== data31){
const err71 = {};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
var valid19 = _errs71 === errors;
if(valid19){
const err72 = {instancePath:instancePath+"/env/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
else {
errors = _errs70;
if(vErrors !== null){
if(_errs70){
vErrors.length = _errs70;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data32 = data.passEnv;
if(Array.isArray(data32)){
const len6 = data32.length;
for(let i6=0; i6<len6; i6++){
let data33 = data32[i6];
if(typeof data33 === "string"){
if(!pattern4.test(data33)){
const err73 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
else {
const err74 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
}
else {
const err75 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data34 = data.hostTools;
if(Array.isArray(data34)){
const len7 = data34.length;
for(let i7=0; i7<len7; i7++){
let data35 = data34[i7];
if(typeof data35 === "string"){
if(!pattern0.test(data35)){
const err76 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
else {
const err77 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
}
else {
const err78 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data.ports !== undefined){
let data36 = data.ports;
if(!data36 || typeof data36 != "object"){
const err79 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: schema10.properties.ports.type}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
if(Array.isArray(data36)){
const len8 = data36.length;
for(let i8=0; i8<len8; i8++){
let data37 = data36[i8];
if(!(((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37))) && (isFinite(data37)))){
const err80 = {instancePath:instancePath+"/ports/" + i8,schemaPath:"#/properties/ports/items/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if((typeof data37 == "number") && (isFinite(data37))){
if(data37 > 65535 || isNaN(data37)){
const err81 = {instancePath:instancePath+"/ports/" + i8,schemaPath:"#/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
if(data37 < 1 || isNaN(data37)){
const err82 = {instancePath:instancePath+"/ports/" + i8,schemaPath:"#/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
}
}
if(data36 && typeof data36 == "object" && !Array.isArray(data36)){
for(const key7 in data36){
const _errs84 = errors;
if(typeof key7 === "string"){
if(!pattern65.test(key7)){
const err83 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9_-]*$"},propertyName:key7};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
var valid26 = _errs84 === errors;
if(!valid26){
const err84 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/propertyNames",keyword:"propertyNames",params:{propertyName: key7}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
for(const key8 in data36){
let data38 = data36[key8];
if((!(((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38))) && (isFinite(data38)))) && (typeof data38 !== "string")){
const err85 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/type",keyword:"type",params:{type: schema10.properties.ports.additionalProperties.type}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if((typeof data38 == "number") && (isFinite(data38))){
if(data38 > 65535 || isNaN(data38)){
const err86 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
if(data38 < 1 || isNaN(data38)){
const err87 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(typeof data38 === "string"){
if(!pattern66.test(data38)){
const err88 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^auto$"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
}
}
}
if(data.watch !== undefined){
let data39 = data.watch;
if(Array.isArray(data39)){
const len9 = data39.length;
for(let i9=0; i9<len9; i9++){
let data40 = data39[i9];
if(typeof data40 === "string"){
if(!pattern0.test(data40)){
const err89 = {instancePath:instancePath+"/watch/" + i9,schemaPath:"#/properties/watch/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
else {
const err90 = {instancePath:instancePath+"/watch/" + i9,schemaPath:"#/properties/watch/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
}
else {
const err91 = {instancePath:instancePath+"/watch",schemaPath:"#/properties/watch/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
if(data.replicas !== undefined){
let data41 = data.replicas;
if(!(((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41))) && (isFinite(data41)))){
const err92 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
if((typeof data41 == "number") && (isFinite(data41))){
if(data41 > 64 || isNaN(data41)){
const err93 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/maximum",keyword:"maximum",params:{comparison: "<=", limit: 64}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
if(data41 < 1 || isNaN(data41)){
const err94 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
}
if(data.shell !== undefined){
let data42 = data.shell;
if((typeof data42 !== "string") && (typeof data42 !== "boolean")){
const err95 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema10.properties.shell.type}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
const _errs96 = errors;
const _errs97 = errors;
if(true !== data42){
const err96 = {};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
var valid30 = _errs97 === errors;
if(valid30){
const err97 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
else {
errors = _errs96;
if(vErrors !== null){
if(_errs96){
vErrors.length = _errs96;
}
else {
vErrors = null;
}
}
}
if(typeof data42 === "string"){
if(!pattern0.test(data42)){
const err98 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
}
validate27.errors = vErrors;
return errors === 0;
}


function validate22(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.path === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "path"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema7.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.path !== undefined){
let data0 = data.path;
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
const err2 = {instancePath:instancePath+"/path",schemaPath:"#/properties/path/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/path",schemaPath:"#/properties/path/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.description !== undefined){
let data1 = data.description;
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err4 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
else {
const err5 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.shell !== undefined){
let data2 = data.shell;
if((typeof data2 !== "string") && (typeof data2 !== "boolean")){
const err6 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema7.properties.shell.type}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
const _errs8 = errors;
const _errs9 = errors;
if(true !== data2){
const err7 = {};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
var valid1 = _errs9 === errors;
if(valid1){
const err8 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
else {
errors = _errs8;
if(vErrors !== null){
if(_errs8){
vErrors.length = _errs8;
}
else {
vErrors = null;
}
}
}
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err9 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
if(data.shellHook !== undefined){
let data3 = data.shellHook;
if(!((data3 === "run") || (data3 === "capture"))){
const err10 = {instancePath:instancePath+"/shellHook",schemaPath:"#/properties/shellHook/enum",keyword:"enum",params:{allowedValues: schema7.properties.shellHook.enum}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.stack !== undefined){
let data4 = data.stack;
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
const err11 = {instancePath:instancePath+"/stack",schemaPath:"#/properties/stack/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/stack",schemaPath:"#/properties/stack/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data.tags !== undefined){
let data5 = data.tags;
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
let data6 = data5[i0];
if(typeof data6 === "string"){
if(!pattern0.test(data6)){
const err13 = {instancePath:instancePath+"/tags/" + i0,schemaPath:"#/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
else {
const err14 = {instancePath:instancePath+"/tags/" + i0,schemaPath:"#/properties/tags/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
}
else {
const err15 = {instancePath:instancePath+"/tags",schemaPath:"#/properties/tags/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
if(data.dependsOn !== undefined){
let data7 = data.dependsOn;
if(Array.isArray(data7)){
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(typeof data8 === "string"){
if(!pattern0.test(data8)){
const err16 = {instancePath:instancePath+"/dependsOn/" + i1,schemaPath:"#/properties/dependsOn/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
else {
const err17 = {instancePath:instancePath+"/dependsOn/" + i1,schemaPath:"#/properties/dependsOn/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
else {
const err18 = {instancePath:instancePath+"/dependsOn",schemaPath:"#/properties/dependsOn/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.verbs !== undefined){
let data9 = data.verbs;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key1 in data9){
const _errs23 = errors;
if(typeof key1 === "string"){
if(!pattern19.test(key1)){
const err19 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},propertyName:key1};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
var valid6 = _errs23 === errors;
if(!valid6){
const err20 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
for(const key2 in data9){
if(!(validate23(data9[key2], {instancePath:instancePath+"/verbs/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data9,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
}
else {
const err21 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.processes !== undefined){
let data11 = data.processes;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key3 in data11){
const _errs28 = errors;
if(typeof key3 === "string"){
if(!pattern12.test(key3)){
const err22 = {instancePath:instancePath+"/processes",schemaPath:"#/properties/processes/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},propertyName:key3};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
var valid8 = _errs28 === errors;
if(!valid8){
const err23 = {instancePath:instancePath+"/processes",schemaPath:"#/properties/processes/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
for(const key4 in data11){
if(!(validate27(data11[key4], {instancePath:instancePath+"/processes/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data11,parentDataProperty:key4,rootData}))){
vErrors = vErrors === null ? validate27.errors : vErrors.concat(validate27.errors);
errors = vErrors.length;
}
}
}
else {
const err24 = {instancePath:instancePath+"/processes",schemaPath:"#/properties/processes/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.containers !== undefined){
let data13 = data.containers;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key5 in data13){
if(!(key5 === "atEnd")){
const err25 = {instancePath:instancePath+"/containers",schemaPath:"#/properties/containers/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data13.atEnd !== undefined){
let data14 = data13.atEnd;
if(!(((data14 === "stop") || (data14 === "leave")) || (data14 === "remove"))){
const err26 = {instancePath:instancePath+"/containers/atEnd",schemaPath:"#/properties/containers/properties/atEnd/enum",keyword:"enum",params:{allowedValues: schema7.properties.containers.properties.atEnd.enum}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
}
else {
const err27 = {instancePath:instancePath+"/containers",schemaPath:"#/properties/containers/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data.env !== undefined){
let data15 = data.env;
if(!data15 || typeof data15 != "object"){
const err28 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema7.properties.env.type}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if(Array.isArray(data15)){
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
if(typeof data16 === "string"){
if(!pattern4.test(data16)){
const err29 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key6 in data15){
const _errs39 = errors;
if(typeof key6 === "string"){
if(!pattern4.test(key6)){
const err31 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key6};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
else {
const err32 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key6};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
var valid13 = _errs39 === errors;
if(!valid13){
const err33 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key6}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
for(const key7 in data15){
let data17 = data15[key7];
if((typeof data17 !== "string") && (typeof data17 !== "boolean")){
const err34 = {instancePath:instancePath+"/env/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema7.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
const _errs44 = errors;
const _errs45 = errors;
if(false !== data17){
const err35 = {};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
var valid15 = _errs45 === errors;
if(valid15){
const err36 = {instancePath:instancePath+"/env/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
else {
errors = _errs44;
if(vErrors !== null){
if(_errs44){
vErrors.length = _errs44;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data18 = data.passEnv;
if(Array.isArray(data18)){
const len3 = data18.length;
for(let i3=0; i3<len3; i3++){
let data19 = data18[i3];
if(typeof data19 === "string"){
if(!pattern4.test(data19)){
const err37 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
}
else {
const err39 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data20 = data.hostTools;
if(Array.isArray(data20)){
const len4 = data20.length;
for(let i4=0; i4<len4; i4++){
let data21 = data20[i4];
if(typeof data21 === "string"){
if(!pattern0.test(data21)){
const err40 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data.docker !== undefined){
let data22 = data.docker;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
for(const key8 in data22){
if(!((((key8 === "image") || (key8 === "tag")) || (key8 === "context")) || (key8 === "target"))){
const err43 = {instancePath:instancePath+"/docker",schemaPath:"#/properties/docker/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data22.image !== undefined){
let data23 = data22.image;
if(typeof data23 === "string"){
if(!pattern73.test(data23)){
const err44 = {instancePath:instancePath+"/docker/image",schemaPath:"#/properties/docker/properties/image/pattern",keyword:"pattern",params:{pattern: "^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/docker/image",schemaPath:"#/properties/docker/properties/image/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data22.tag !== undefined){
let data24 = data22.tag;
if(typeof data24 === "string"){
if(!pattern74.test(data24)){
const err46 = {instancePath:instancePath+"/docker/tag",schemaPath:"#/properties/docker/properties/tag/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/docker/tag",schemaPath:"#/properties/docker/properties/tag/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data22.context !== undefined){
let data25 = data22.context;
if(typeof data25 === "string"){
if(!pattern0.test(data25)){
const err48 = {instancePath:instancePath+"/docker/context",schemaPath:"#/properties/docker/properties/context/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
else {
const err49 = {instancePath:instancePath+"/docker/context",schemaPath:"#/properties/docker/properties/context/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data22.target !== undefined){
let data26 = data22.target;
if(typeof data26 === "string"){
if(!pattern76.test(data26)){
const err50 = {instancePath:instancePath+"/docker/target",schemaPath:"#/properties/docker/properties/target/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
else {
const err51 = {instancePath:instancePath+"/docker/target",schemaPath:"#/properties/docker/properties/target/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
}
else {
const err52 = {instancePath:instancePath+"/docker",schemaPath:"#/properties/docker/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
}
else {
const err53 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}

const schema11 = {"type":"object","properties":{"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}}},"additionalProperties":false};

function validate30(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(key0 === "verbs")){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.verbs !== undefined){
let data0 = data.verbs;
if(data0 && typeof data0 == "object" && !Array.isArray(data0)){
for(const key1 in data0){
const _errs4 = errors;
if(typeof key1 === "string"){
if(!pattern19.test(key1)){
const err1 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},propertyName:key1};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
var valid1 = _errs4 === errors;
if(!valid1){
const err2 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
for(const key2 in data0){
if(!(validate23(data0[key2], {instancePath:instancePath+"/verbs/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data0,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
}
else {
const err3 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
else {
const err4 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
validate30.errors = vErrors;
return errors === 0;
}

const schema12 = {"type":"object","properties":{"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"taskFiles":{"type":"array","items":{"enum":["just","task","make"]}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false};

function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(((((((key0 === "shell") || (key0 === "shellHook")) || (key0 === "verbs")) || (key0 === "taskFiles")) || (key0 === "env")) || (key0 === "passEnv")) || (key0 === "hostTools"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.shell !== undefined){
let data0 = data.shell;
if((typeof data0 !== "string") && (typeof data0 !== "boolean")){
const err1 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema12.properties.shell.type}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
const _errs4 = errors;
const _errs5 = errors;
if(true !== data0){
const err2 = {};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
var valid1 = _errs5 === errors;
if(valid1){
const err3 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
else {
errors = _errs4;
if(vErrors !== null){
if(_errs4){
vErrors.length = _errs4;
}
else {
vErrors = null;
}
}
}
if(typeof data0 === "string"){
if(!pattern0.test(data0)){
const err4 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
if(data.shellHook !== undefined){
let data1 = data.shellHook;
if(!((data1 === "run") || (data1 === "capture"))){
const err5 = {instancePath:instancePath+"/shellHook",schemaPath:"#/properties/shellHook/enum",keyword:"enum",params:{allowedValues: schema12.properties.shellHook.enum}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.verbs !== undefined){
let data2 = data.verbs;
if(data2 && typeof data2 == "object" && !Array.isArray(data2)){
for(const key1 in data2){
const _errs9 = errors;
if(typeof key1 === "string"){
if(!pattern19.test(key1)){
const err6 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},propertyName:key1};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
var valid2 = _errs9 === errors;
if(!valid2){
const err7 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
for(const key2 in data2){
if(!(validate23(data2[key2], {instancePath:instancePath+"/verbs/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data2,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate23.errors : vErrors.concat(validate23.errors);
errors = vErrors.length;
}
}
}
else {
const err8 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.taskFiles !== undefined){
let data4 = data.taskFiles;
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
let data5 = data4[i0];
if(!(((data5 === "just") || (data5 === "task")) || (data5 === "make"))){
const err9 = {instancePath:instancePath+"/taskFiles/" + i0,schemaPath:"#/properties/taskFiles/items/enum",keyword:"enum",params:{allowedValues: schema12.properties.taskFiles.items.enum}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
}
else {
const err10 = {instancePath:instancePath+"/taskFiles",schemaPath:"#/properties/taskFiles/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.env !== undefined){
let data6 = data.env;
if(!data6 || typeof data6 != "object"){
const err11 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema12.properties.env.type}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(Array.isArray(data6)){
const len1 = data6.length;
for(let i1=0; i1<len1; i1++){
let data7 = data6[i1];
if(typeof data7 === "string"){
if(!pattern4.test(data7)){
const err12 = {instancePath:instancePath+"/env/" + i1,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
else {
const err13 = {instancePath:instancePath+"/env/" + i1,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
}
if(data6 && typeof data6 == "object" && !Array.isArray(data6)){
for(const key3 in data6){
const _errs19 = errors;
if(typeof key3 === "string"){
if(!pattern4.test(key3)){
const err14 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key3};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key3};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
var valid8 = _errs19 === errors;
if(!valid8){
const err16 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
for(const key4 in data6){
let data8 = data6[key4];
if((typeof data8 !== "string") && (typeof data8 !== "boolean")){
const err17 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema12.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
const _errs24 = errors;
const _errs25 = errors;
if(false !== data8){
const err18 = {};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
var valid10 = _errs25 === errors;
if(valid10){
const err19 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
else {
errors = _errs24;
if(vErrors !== null){
if(_errs24){
vErrors.length = _errs24;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data9 = data.passEnv;
if(Array.isArray(data9)){
const len2 = data9.length;
for(let i2=0; i2<len2; i2++){
let data10 = data9[i2];
if(typeof data10 === "string"){
if(!pattern4.test(data10)){
const err20 = {instancePath:instancePath+"/passEnv/" + i2,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/passEnv/" + i2,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data11 = data.hostTools;
if(Array.isArray(data11)){
const len3 = data11.length;
for(let i3=0; i3<len3; i3++){
let data12 = data11[i3];
if(typeof data12 === "string"){
if(!pattern0.test(data12)){
const err23 = {instancePath:instancePath+"/hostTools/" + i3,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
else {
const err24 = {instancePath:instancePath+"/hostTools/" + i3,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
else {
const err26 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
validate33.errors = vErrors;
return errors === 0;
}


function validate21(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:nix-repo:registry" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
if(data.services === undefined){
const err0 = {instancePath,schemaPath:"#/required",keyword:"required",params:{missingProperty: "services"}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
for(const key0 in data){
if(!(func2.call(schema6.properties, key0))){
const err1 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.$schema !== undefined){
if(typeof data.$schema !== "string"){
const err2 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
if(data.requires !== undefined){
let data1 = data.requires;
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err3 = {instancePath:instancePath+"/requires",schemaPath:"#/properties/requires/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/requires",schemaPath:"#/properties/requires/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.root !== undefined){
let data2 = data.root;
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err5 = {instancePath:instancePath+"/root",schemaPath:"#/properties/root/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
else {
const err6 = {instancePath:instancePath+"/root",schemaPath:"#/properties/root/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.flake !== undefined){
let data3 = data.flake;
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
const err7 = {instancePath:instancePath+"/flake",schemaPath:"#/properties/flake/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
else {
const err8 = {instancePath:instancePath+"/flake",schemaPath:"#/properties/flake/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.nix !== undefined){
let data4 = data.nix;
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key1 in data4){
if(!(key1 === "flags")){
const err9 = {instancePath:instancePath+"/nix",schemaPath:"#/properties/nix/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data4.flags !== undefined){
let data5 = data4.flags;
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
let data6 = data5[i0];
if(typeof data6 === "string"){
if(!pattern0.test(data6)){
const err10 = {instancePath:instancePath+"/nix/flags/" + i0,schemaPath:"#/properties/nix/properties/flags/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/nix/flags/" + i0,schemaPath:"#/properties/nix/properties/flags/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath:instancePath+"/nix/flags",schemaPath:"#/properties/nix/properties/flags/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/nix",schemaPath:"#/properties/nix/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.globalEnv !== undefined){
let data7 = data.globalEnv;
if(Array.isArray(data7)){
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(typeof data8 === "string"){
if(!pattern4.test(data8)){
const err14 = {instancePath:instancePath+"/globalEnv/" + i1,schemaPath:"#/properties/globalEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/globalEnv/" + i1,schemaPath:"#/properties/globalEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/globalEnv",schemaPath:"#/properties/globalEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.globalInputs !== undefined){
let data9 = data.globalInputs;
if(Array.isArray(data9)){
const len2 = data9.length;
for(let i2=0; i2<len2; i2++){
let data10 = data9[i2];
if(typeof data10 === "string"){
if(!pattern0.test(data10)){
const err17 = {instancePath:instancePath+"/globalInputs/" + i2,schemaPath:"#/properties/globalInputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/globalInputs/" + i2,schemaPath:"#/properties/globalInputs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/globalInputs",schemaPath:"#/properties/globalInputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.hostToolchain !== undefined){
let data11 = data.hostToolchain;
if(Array.isArray(data11)){
const len3 = data11.length;
for(let i3=0; i3<len3; i3++){
let data12 = data11[i3];
if((typeof data12 !== "string") && (!(Array.isArray(data12)))){
const err20 = {instancePath:instancePath+"/hostToolchain/" + i3,schemaPath:"#/properties/hostToolchain/items/type",keyword:"type",params:{type: schema6.properties.hostToolchain.items.type}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(typeof data12 === "string"){
if(!pattern0.test(data12)){
const err21 = {instancePath:instancePath+"/hostToolchain/" + i3,schemaPath:"#/properties/hostToolchain/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(Array.isArray(data12)){
if(data12.length < 1){
const err22 = {instancePath:instancePath+"/hostToolchain/" + i3,schemaPath:"#/properties/hostToolchain/items/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
const len4 = data12.length;
for(let i4=0; i4<len4; i4++){
if(typeof data12[i4] !== "string"){
const err23 = {instancePath:instancePath+"/hostToolchain/" + i3+"/" + i4,schemaPath:"#/properties/hostToolchain/items/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
}
}
}
else {
const err24 = {instancePath:instancePath+"/hostToolchain",schemaPath:"#/properties/hostToolchain/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.cache !== undefined){
let data14 = data.cache;
if(data14 && typeof data14 == "object" && !Array.isArray(data14)){
for(const key2 in data14){
if(!(key2 === "maxSize")){
const err25 = {instancePath:instancePath+"/cache",schemaPath:"#/properties/cache/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data14.maxSize !== undefined){
let data15 = data14.maxSize;
if(typeof data15 === "string"){
if(!pattern7.test(data15)){
const err26 = {instancePath:instancePath+"/cache/maxSize",schemaPath:"#/properties/cache/properties/maxSize/pattern",keyword:"pattern",params:{pattern: "^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
else {
const err27 = {instancePath:instancePath+"/cache/maxSize",schemaPath:"#/properties/cache/properties/maxSize/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
}
else {
const err28 = {instancePath:instancePath+"/cache",schemaPath:"#/properties/cache/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
if(data.ci !== undefined){
let data16 = data.ci;
if(data16 && typeof data16 == "object" && !Array.isArray(data16)){
for(const key3 in data16){
if(!(((key3 === "base") || (key3 === "stages")) || (key3 === "tasks"))){
const err29 = {instancePath:instancePath+"/ci",schemaPath:"#/properties/ci/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
if(data16.base !== undefined){
let data17 = data16.base;
if(typeof data17 === "string"){
if(!pattern0.test(data17)){
const err30 = {instancePath:instancePath+"/ci/base",schemaPath:"#/properties/ci/properties/base/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
else {
const err31 = {instancePath:instancePath+"/ci/base",schemaPath:"#/properties/ci/properties/base/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data16.stages !== undefined){
let data18 = data16.stages;
if(Array.isArray(data18)){
if(data18.length < 1){
const err32 = {instancePath:instancePath+"/ci/stages",schemaPath:"#/properties/ci/properties/stages/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const len5 = data18.length;
for(let i5=0; i5<len5; i5++){
let data19 = data18[i5];
if((typeof data19 !== "string") && (!(Array.isArray(data19)))){
const err33 = {instancePath:instancePath+"/ci/stages/" + i5,schemaPath:"#/properties/ci/properties/stages/items/type",keyword:"type",params:{type: schema6.properties.ci.properties.stages.items.type}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
if(typeof data19 === "string"){
if(!pattern0.test(data19)){
const err34 = {instancePath:instancePath+"/ci/stages/" + i5,schemaPath:"#/properties/ci/properties/stages/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(Array.isArray(data19)){
if(data19.length < 1){
const err35 = {instancePath:instancePath+"/ci/stages/" + i5,schemaPath:"#/properties/ci/properties/stages/items/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
const len6 = data19.length;
for(let i6=0; i6<len6; i6++){
let data20 = data19[i6];
if(typeof data20 === "string"){
if(!pattern0.test(data20)){
const err36 = {instancePath:instancePath+"/ci/stages/" + i5+"/" + i6,schemaPath:"#/properties/ci/properties/stages/items/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
else {
const err37 = {instancePath:instancePath+"/ci/stages/" + i5+"/" + i6,schemaPath:"#/properties/ci/properties/stages/items/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
}
}
}
else {
const err38 = {instancePath:instancePath+"/ci/stages",schemaPath:"#/properties/ci/properties/stages/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data16.tasks !== undefined){
let data21 = data16.tasks;
if(Array.isArray(data21)){
if(data21.length < 1){
const err39 = {instancePath:instancePath+"/ci/tasks",schemaPath:"#/properties/ci/properties/tasks/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
const len7 = data21.length;
for(let i7=0; i7<len7; i7++){
let data22 = data21[i7];
if(typeof data22 === "string"){
if(!pattern0.test(data22)){
const err40 = {instancePath:instancePath+"/ci/tasks/" + i7,schemaPath:"#/properties/ci/properties/tasks/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
else {
const err41 = {instancePath:instancePath+"/ci/tasks/" + i7,schemaPath:"#/properties/ci/properties/tasks/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
else {
const err42 = {instancePath:instancePath+"/ci/tasks",schemaPath:"#/properties/ci/properties/tasks/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
}
else {
const err43 = {instancePath:instancePath+"/ci",schemaPath:"#/properties/ci/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data.services !== undefined){
let data23 = data.services;
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
for(const key4 in data23){
const _errs53 = errors;
if(typeof key4 === "string"){
if(!pattern12.test(key4)){
const err44 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},propertyName:key4};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
var valid20 = _errs53 === errors;
if(!valid20){
const err45 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/propertyNames",keyword:"propertyNames",params:{propertyName: key4}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
for(const key5 in data23){
if(!(validate22(data23[key5], {instancePath:instancePath+"/services/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data23,parentDataProperty:key5,rootData}))){
vErrors = vErrors === null ? validate22.errors : vErrors.concat(validate22.errors);
errors = vErrors.length;
}
}
}
else {
const err46 = {instancePath:instancePath+"/services",schemaPath:"#/properties/services/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data.stacks !== undefined){
let data25 = data.stacks;
if(data25 && typeof data25 == "object" && !Array.isArray(data25)){
for(const key6 in data25){
const _errs58 = errors;
if(typeof key6 === "string"){
if(!pattern12.test(key6)){
const err47 = {instancePath:instancePath+"/stacks",schemaPath:"#/properties/stacks/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},propertyName:key6};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
var valid22 = _errs58 === errors;
if(!valid22){
const err48 = {instancePath:instancePath+"/stacks",schemaPath:"#/properties/stacks/propertyNames",keyword:"propertyNames",params:{propertyName: key6}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
for(const key7 in data25){
if(!(validate30(data25[key7], {instancePath:instancePath+"/stacks/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data25,parentDataProperty:key7,rootData}))){
vErrors = vErrors === null ? validate30.errors : vErrors.concat(validate30.errors);
errors = vErrors.length;
}
}
}
else {
const err49 = {instancePath:instancePath+"/stacks",schemaPath:"#/properties/stacks/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
if(data.workspace !== undefined){
if(!(validate33(data.workspace, {instancePath:instancePath+"/workspace",parentData:data,parentDataProperty:"workspace",rootData}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
errors = vErrors.length;
}
}
}
else {
const err50 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
validate21.errors = vErrors;
return errors === 0;
}

export const validateOverride = validate36;
const schema13 = {"$id":"urn:nix-repo:override","$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"$schema":{"type":"string"},"description":{"type":"string","pattern":"\\S"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"stack":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"processes":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/process"}},"containers":{"type":"object","properties":{"atEnd":{"enum":["stop","leave","remove"]}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"docker":{"type":"object","properties":{"image":{"type":"string","pattern":"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$"},"tag":{"type":"string","pattern":"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"},"context":{"type":"string","pattern":"\\S"},"target":{"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]*$"}},"additionalProperties":false}},"additionalProperties":false,"$defs":{"verb":{"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"needs":{"type":"array","items":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"params":{"type":"object","propertyNames":{"pattern":"^[A-Za-z_][A-Za-z0-9_.-]*$"},"additionalProperties":{"$ref":"#/$defs/param"}}},"additionalProperties":false},"param":{"type":"object","properties":{"kind":{"enum":["string","number","boolean","choice"]},"choices":{"type":"array","items":{"type":"string","pattern":"\\S"},"minItems":1},"default":{"type":["string","number","boolean"]},"required":{"type":"boolean"},"description":{"type":"string","pattern":"\\S"},"env":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"additionalProperties":false},"process":{"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":["string","object"],"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$","properties":{"unit":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"},"until":{"enum":["started","ready","completed"]}},"required":["unit"],"additionalProperties":false}},"ready":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"period":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"threshold":{"type":"integer","minimum":1,"maximum":100},"startDelay":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"restart":{"type":["string","object"],"pattern":"^(never|on-failure|always)$","properties":{"when":{"enum":["never","on-failure","always"]},"backoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"maxBackoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"limit":{"type":"integer","minimum":1}},"additionalProperties":false},"stop":{"type":"object","properties":{"signal":{"enum":["SIGABRT","SIGALRM","SIGBUS","SIGCHLD","SIGCONT","SIGFPE","SIGHUP","SIGILL","SIGINT","SIGKILL","SIGPIPE","SIGPOLL","SIGPROF","SIGQUIT","SIGSEGV","SIGSYS","SIGTERM","SIGTRAP","SIGTSTP","SIGTTIN","SIGTTOU","SIGURG","SIGUSR1","SIGUSR2","SIGVTALRM","SIGWINCH","SIGXCPU","SIGXFSZ"]},"grace":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"ports":{"type":["object","array"],"propertyNames":{"pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"additionalProperties":{"minimum":1,"maximum":65535,"type":["integer","string"],"pattern":"^auto$"},"items":{"minimum":1,"maximum":65535,"type":"integer"}},"watch":{"type":"array","items":{"type":"string","pattern":"\\S"}},"replicas":{"type":"integer","minimum":1,"maximum":64},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false}}};
const schema14 = {"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"needs":{"type":"array","items":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"params":{"type":"object","propertyNames":{"pattern":"^[A-Za-z_][A-Za-z0-9_.-]*$"},"additionalProperties":{"$ref":"#/$defs/param"}}},"additionalProperties":false};
const schema15 = {"type":"object","properties":{"kind":{"enum":["string","number","boolean","choice"]},"choices":{"type":"array","items":{"type":"string","pattern":"\\S"},"minItems":1},"default":{"type":["string","number","boolean"]},"required":{"type":"boolean"},"description":{"type":"string","pattern":"\\S"},"env":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"additionalProperties":false};

function validate38(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "kind") || (key0 === "choices")) || (key0 === "default")) || (key0 === "required")) || (key0 === "description")) || (key0 === "env"))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.kind !== undefined){
let data0 = data.kind;
if(!((((data0 === "string") || (data0 === "number")) || (data0 === "boolean")) || (data0 === "choice"))){
const err1 = {instancePath:instancePath+"/kind",schemaPath:"#/properties/kind/enum",keyword:"enum",params:{allowedValues: schema15.properties.kind.enum}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.choices !== undefined){
let data1 = data.choices;
if(Array.isArray(data1)){
if(data1.length < 1){
const err2 = {instancePath:instancePath+"/choices",schemaPath:"#/properties/choices/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data1.length;
for(let i0=0; i0<len0; i0++){
let data2 = data1[i0];
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err3 = {instancePath:instancePath+"/choices/" + i0,schemaPath:"#/properties/choices/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
else {
const err4 = {instancePath:instancePath+"/choices/" + i0,schemaPath:"#/properties/choices/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
}
else {
const err5 = {instancePath:instancePath+"/choices",schemaPath:"#/properties/choices/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
}
if(data.default !== undefined){
let data3 = data.default;
if(((typeof data3 !== "string") && (!((typeof data3 == "number") && (isFinite(data3))))) && (typeof data3 !== "boolean")){
const err6 = {instancePath:instancePath+"/default",schemaPath:"#/properties/default/type",keyword:"type",params:{type: schema15.properties.default.type}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(data.required !== undefined){
if(typeof data.required !== "boolean"){
const err7 = {instancePath:instancePath+"/required",schemaPath:"#/properties/required/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
if(data.description !== undefined){
let data5 = data.description;
if(typeof data5 === "string"){
if(!pattern0.test(data5)){
const err8 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
else {
const err9 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
if(data.env !== undefined){
let data6 = data.env;
if(typeof data6 === "string"){
if(!pattern4.test(data6)){
const err10 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
else {
const err11 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
}
else {
const err12 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
validate38.errors = vErrors;
return errors === 0;
}


function validate37(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!data || typeof data != "object") && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema14.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern0.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(Array.isArray(data)){
if(data.length < 1){
const err2 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(typeof data[i0] !== "string"){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema14.properties, key0))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.run !== undefined){
let data1 = data.run;
if((typeof data1 !== "string") && (!(Array.isArray(data1)))){
const err5 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: schema14.properties.run.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err6 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(Array.isArray(data1)){
if(data1.length < 1){
const err7 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data1.length;
for(let i1=0; i1<len1; i1++){
if(typeof data1[i1] !== "string"){
const err8 = {instancePath:instancePath+"/run/" + i1,schemaPath:"#/properties/run/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
if(data.description !== undefined){
let data3 = data.description;
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
const err9 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.dependsOn !== undefined){
let data4 = data.dependsOn;
if(Array.isArray(data4)){
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
let data5 = data4[i2];
if(typeof data5 === "string"){
if(!pattern0.test(data5)){
const err11 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/dependsOn",schemaPath:"#/properties/dependsOn/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.needs !== undefined){
let data6 = data.needs;
if(Array.isArray(data6)){
const len3 = data6.length;
for(let i3=0; i3<len3; i3++){
let data7 = data6[i3];
if(typeof data7 === "string"){
if(!pattern24.test(data7)){
const err14 = {instancePath:instancePath+"/needs/" + i3,schemaPath:"#/properties/needs/items/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/needs/" + i3,schemaPath:"#/properties/needs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/needs",schemaPath:"#/properties/needs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.inputs !== undefined){
let data8 = data.inputs;
if(Array.isArray(data8)){
const len4 = data8.length;
for(let i4=0; i4<len4; i4++){
let data9 = data8[i4];
if(typeof data9 === "string"){
if(!pattern0.test(data9)){
const err17 = {instancePath:instancePath+"/inputs/" + i4,schemaPath:"#/properties/inputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
else {
const err18 = {instancePath:instancePath+"/inputs/" + i4,schemaPath:"#/properties/inputs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
}
else {
const err19 = {instancePath:instancePath+"/inputs",schemaPath:"#/properties/inputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.outputs !== undefined){
let data10 = data.outputs;
if(Array.isArray(data10)){
const len5 = data10.length;
for(let i5=0; i5<len5; i5++){
let data11 = data10[i5];
if(typeof data11 === "string"){
if(!pattern0.test(data11)){
const err20 = {instancePath:instancePath+"/outputs/" + i5,schemaPath:"#/properties/outputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/outputs/" + i5,schemaPath:"#/properties/outputs/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
}
else {
const err22 = {instancePath:instancePath+"/outputs",schemaPath:"#/properties/outputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.cache !== undefined){
if(typeof data.cache !== "boolean"){
const err23 = {instancePath:instancePath+"/cache",schemaPath:"#/properties/cache/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data.cacheFailures !== undefined){
if(typeof data.cacheFailures !== "boolean"){
const err24 = {instancePath:instancePath+"/cacheFailures",schemaPath:"#/properties/cacheFailures/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(data.clean !== undefined){
if(typeof data.clean !== "boolean"){
const err25 = {instancePath:instancePath+"/clean",schemaPath:"#/properties/clean/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.env !== undefined){
let data15 = data.env;
if(!data15 || typeof data15 != "object"){
const err26 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema14.properties.env.type}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(Array.isArray(data15)){
const len6 = data15.length;
for(let i6=0; i6<len6; i6++){
let data16 = data15[i6];
if(typeof data16 === "string"){
if(!pattern4.test(data16)){
const err27 = {instancePath:instancePath+"/env/" + i6,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/env/" + i6,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key1 in data15){
const _errs36 = errors;
if(typeof key1 === "string"){
if(!pattern4.test(key1)){
const err29 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key1};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key1};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid15 = _errs36 === errors;
if(!valid15){
const err31 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
for(const key2 in data15){
let data17 = data15[key2];
if((typeof data17 !== "string") && (typeof data17 !== "boolean")){
const err32 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema14.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const _errs41 = errors;
const _errs42 = errors;
if(false !== data17){
const err33 = {};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid17 = _errs42 === errors;
if(valid17){
const err34 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
else {
errors = _errs41;
if(vErrors !== null){
if(_errs41){
vErrors.length = _errs41;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data18 = data.passEnv;
if(Array.isArray(data18)){
const len7 = data18.length;
for(let i7=0; i7<len7; i7++){
let data19 = data18[i7];
if(typeof data19 === "string"){
if(!pattern4.test(data19)){
const err35 = {instancePath:instancePath+"/passEnv/" + i7,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/passEnv/" + i7,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data20 = data.hostTools;
if(Array.isArray(data20)){
const len8 = data20.length;
for(let i8=0; i8<len8; i8++){
let data21 = data20[i8];
if(typeof data21 === "string"){
if(!pattern0.test(data21)){
const err38 = {instancePath:instancePath+"/hostTools/" + i8,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/hostTools/" + i8,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.persistent !== undefined){
if(typeof data.persistent !== "boolean"){
const err41 = {instancePath:instancePath+"/persistent",schemaPath:"#/properties/persistent/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data.readyWhen !== undefined){
let data23 = data.readyWhen;
if(data23 && typeof data23 == "object" && !Array.isArray(data23)){
for(const key3 in data23){
if(!((((((key3 === "line") || (key3 === "tcp")) || (key3 === "http")) || (key3 === "status")) || (key3 === "command")) || (key3 === "timeout"))){
const err42 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
if(data23.line !== undefined){
let data24 = data23.line;
if(typeof data24 === "string"){
if(!pattern0.test(data24)){
const err43 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
else {
const err44 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data23.tcp !== undefined){
let data25 = data23.tcp;
if((!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))) && (typeof data25 !== "string")){
const err45 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/type",keyword:"type",params:{type: schema14.properties.readyWhen.properties.tcp.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 65535 || isNaN(data25)){
const err46 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
if(data25 < 1 || isNaN(data25)){
const err47 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(typeof data25 === "string"){
if(!pattern32.test(data25)){
const err48 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/pattern",keyword:"pattern",params:{pattern: "^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
}
if(data23.http !== undefined){
let data26 = data23.http;
if(typeof data26 === "string"){
if(!pattern33.test(data26)){
const err49 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data23.status !== undefined){
let data27 = data23.status;
if(!(((typeof data27 == "number") && (!(data27 % 1) && !isNaN(data27))) && (isFinite(data27)))){
const err51 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if((typeof data27 == "number") && (isFinite(data27))){
if(data27 > 599 || isNaN(data27)){
const err52 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
if(data27 < 100 || isNaN(data27)){
const err53 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
}
}
if(data23.command !== undefined){
let data28 = data23.command;
if((typeof data28 !== "string") && (!(Array.isArray(data28)))){
const err54 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/type",keyword:"type",params:{type: schema14.properties.readyWhen.properties.command.type}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
if(typeof data28 === "string"){
if(!pattern0.test(data28)){
const err55 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(Array.isArray(data28)){
if(data28.length < 1){
const err56 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
const len9 = data28.length;
for(let i9=0; i9<len9; i9++){
if(typeof data28[i9] !== "string"){
const err57 = {instancePath:instancePath+"/readyWhen/command/" + i9,schemaPath:"#/properties/readyWhen/properties/command/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
}
}
if(data23.timeout !== undefined){
let data30 = data23.timeout;
if(typeof data30 === "string"){
if(!pattern35.test(data30)){
const err58 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
else {
const err59 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
}
}
else {
const err60 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(data.interactive !== undefined){
if(typeof data.interactive !== "boolean"){
const err61 = {instancePath:instancePath+"/interactive",schemaPath:"#/properties/interactive/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
if(data.weight !== undefined){
let data32 = data.weight;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err62 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 < 1 || isNaN(data32)){
const err63 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
}
if(data.mutex !== undefined){
let data33 = data.mutex;
if(typeof data33 === "string"){
if(!pattern0.test(data33)){
const err64 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
}
else {
const err65 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
if(data.retries !== undefined){
let data34 = data.retries;
if(!(((typeof data34 == "number") && (!(data34 % 1) && !isNaN(data34))) && (isFinite(data34)))){
const err66 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
if((typeof data34 == "number") && (isFinite(data34))){
if(data34 > 10 || isNaN(data34)){
const err67 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
if(data34 < 0 || isNaN(data34)){
const err68 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
}
if(data.timeout !== undefined){
let data35 = data.timeout;
if(typeof data35 === "string"){
if(!pattern35.test(data35)){
const err69 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
else {
const err70 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
}
if(data.allowFailure !== undefined){
if(typeof data.allowFailure !== "boolean"){
const err71 = {instancePath:instancePath+"/allowFailure",schemaPath:"#/properties/allowFailure/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
}
if(data.shell !== undefined){
let data37 = data.shell;
if((typeof data37 !== "string") && (typeof data37 !== "boolean")){
const err72 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema14.properties.shell.type}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
const _errs84 = errors;
const _errs85 = errors;
if(true !== data37){
const err73 = {};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
var valid25 = _errs85 === errors;
if(valid25){
const err74 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
else {
errors = _errs84;
if(vErrors !== null){
if(_errs84){
vErrors.length = _errs84;
}
else {
vErrors = null;
}
}
}
if(typeof data37 === "string"){
if(!pattern0.test(data37)){
const err75 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
}
if(data.params !== undefined){
let data38 = data.params;
if(data38 && typeof data38 == "object" && !Array.isArray(data38)){
for(const key4 in data38){
const _errs88 = errors;
if(typeof key4 === "string"){
if(!pattern39.test(key4)){
const err76 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_.-]*$"},propertyName:key4};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
var valid26 = _errs88 === errors;
if(!valid26){
const err77 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/propertyNames",keyword:"propertyNames",params:{propertyName: key4}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
for(const key5 in data38){
if(!(validate38(data38[key5], {instancePath:instancePath+"/params/" + key5.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data38,parentDataProperty:key5,rootData}))){
vErrors = vErrors === null ? validate38.errors : vErrors.concat(validate38.errors);
errors = vErrors.length;
}
}
}
else {
const err78 = {instancePath:instancePath+"/params",schemaPath:"#/properties/params/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
}
validate37.errors = vErrors;
return errors === 0;
}

const schema16 = {"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":["string","object"],"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$","properties":{"unit":{"type":"string","pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"},"until":{"enum":["started","ready","completed"]}},"required":["unit"],"additionalProperties":false}},"ready":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"period":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"threshold":{"type":"integer","minimum":1,"maximum":100},"startDelay":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"restart":{"type":["string","object"],"pattern":"^(never|on-failure|always)$","properties":{"when":{"enum":["never","on-failure","always"]},"backoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"maxBackoff":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"limit":{"type":"integer","minimum":1}},"additionalProperties":false},"stop":{"type":"object","properties":{"signal":{"enum":["SIGABRT","SIGALRM","SIGBUS","SIGCHLD","SIGCONT","SIGFPE","SIGHUP","SIGILL","SIGINT","SIGKILL","SIGPIPE","SIGPOLL","SIGPROF","SIGQUIT","SIGSEGV","SIGSYS","SIGTERM","SIGTRAP","SIGTSTP","SIGTTIN","SIGTTOU","SIGURG","SIGUSR1","SIGUSR2","SIGVTALRM","SIGWINCH","SIGXCPU","SIGXFSZ"]},"grace":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}}},"additionalProperties":false},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"ports":{"type":["object","array"],"propertyNames":{"pattern":"^[A-Za-z][A-Za-z0-9_-]*$"},"additionalProperties":{"minimum":1,"maximum":65535,"type":["integer","string"],"pattern":"^auto$"},"items":{"minimum":1,"maximum":65535,"type":"integer"}},"watch":{"type":"array","items":{"type":"string","pattern":"\\S"}},"replicas":{"type":"integer","minimum":1,"maximum":64},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false};

function validate41(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!data || typeof data != "object") && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema16.type}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
if(typeof data === "string"){
if(!pattern0.test(data)){
const err1 = {instancePath,schemaPath:"#/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(Array.isArray(data)){
if(data.length < 1){
const err2 = {instancePath,schemaPath:"#/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
const len0 = data.length;
for(let i0=0; i0<len0; i0++){
if(typeof data[i0] !== "string"){
const err3 = {instancePath:instancePath+"/" + i0,schemaPath:"#/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
}
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema16.properties, key0))){
const err4 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
}
if(data.run !== undefined){
let data1 = data.run;
if((typeof data1 !== "string") && (!(Array.isArray(data1)))){
const err5 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: schema16.properties.run.type}};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err6 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
}
if(Array.isArray(data1)){
if(data1.length < 1){
const err7 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
const len1 = data1.length;
for(let i1=0; i1<len1; i1++){
if(typeof data1[i1] !== "string"){
const err8 = {instancePath:instancePath+"/run/" + i1,schemaPath:"#/properties/run/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
}
}
if(data.description !== undefined){
let data3 = data.description;
if(typeof data3 === "string"){
if(!pattern0.test(data3)){
const err9 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.dependsOn !== undefined){
let data4 = data.dependsOn;
if(Array.isArray(data4)){
const len2 = data4.length;
for(let i2=0; i2<len2; i2++){
let data5 = data4[i2];
if((typeof data5 !== "string") && (!(data5 && typeof data5 == "object" && !Array.isArray(data5)))){
const err11 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/type",keyword:"type",params:{type: schema16.properties.dependsOn.items.type}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
if(typeof data5 === "string"){
if(!pattern24.test(data5)){
const err12 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
if(data5 && typeof data5 == "object" && !Array.isArray(data5)){
if(data5.unit === undefined){
const err13 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/required",keyword:"required",params:{missingProperty: "unit"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
for(const key1 in data5){
if(!((key1 === "unit") || (key1 === "until"))){
const err14 = {instancePath:instancePath+"/dependsOn/" + i2,schemaPath:"#/properties/dependsOn/items/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key1}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
if(data5.unit !== undefined){
let data6 = data5.unit;
if(typeof data6 === "string"){
if(!pattern24.test(data6)){
const err15 = {instancePath:instancePath+"/dependsOn/" + i2+"/unit",schemaPath:"#/properties/dependsOn/items/properties/unit/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*([:@][\\p{L}\\p{N}._-]+)?$"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
else {
const err16 = {instancePath:instancePath+"/dependsOn/" + i2+"/unit",schemaPath:"#/properties/dependsOn/items/properties/unit/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data5.until !== undefined){
let data7 = data5.until;
if(!(((data7 === "started") || (data7 === "ready")) || (data7 === "completed"))){
const err17 = {instancePath:instancePath+"/dependsOn/" + i2+"/until",schemaPath:"#/properties/dependsOn/items/properties/until/enum",keyword:"enum",params:{allowedValues: schema16.properties.dependsOn.items.properties.until.enum}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
}
}
}
else {
const err18 = {instancePath:instancePath+"/dependsOn",schemaPath:"#/properties/dependsOn/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
if(data.ready !== undefined){
let data8 = data.ready;
if(data8 && typeof data8 == "object" && !Array.isArray(data8)){
for(const key2 in data8){
if(!(func2.call(schema16.properties.ready.properties, key2))){
const err19 = {instancePath:instancePath+"/ready",schemaPath:"#/properties/ready/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key2}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data8.line !== undefined){
let data9 = data8.line;
if(typeof data9 === "string"){
if(!pattern0.test(data9)){
const err20 = {instancePath:instancePath+"/ready/line",schemaPath:"#/properties/ready/properties/line/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
else {
const err21 = {instancePath:instancePath+"/ready/line",schemaPath:"#/properties/ready/properties/line/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data8.tcp !== undefined){
let data10 = data8.tcp;
if((!(((typeof data10 == "number") && (!(data10 % 1) && !isNaN(data10))) && (isFinite(data10)))) && (typeof data10 !== "string")){
const err22 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/type",keyword:"type",params:{type: schema16.properties.ready.properties.tcp.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if((typeof data10 == "number") && (isFinite(data10))){
if(data10 > 65535 || isNaN(data10)){
const err23 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(data10 < 1 || isNaN(data10)){
const err24 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
if(typeof data10 === "string"){
if(!pattern50.test(data10)){
const err25 = {instancePath:instancePath+"/ready/tcp",schemaPath:"#/properties/ready/properties/tcp/pattern",keyword:"pattern",params:{pattern: "^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?([0-9]{1,5}|\\$[A-Za-z_][A-Za-z0-9_]*)$"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
}
if(data8.http !== undefined){
let data11 = data8.http;
if(typeof data11 === "string"){
if(!pattern33.test(data11)){
const err26 = {instancePath:instancePath+"/ready/http",schemaPath:"#/properties/ready/properties/http/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]"}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
}
else {
const err27 = {instancePath:instancePath+"/ready/http",schemaPath:"#/properties/ready/properties/http/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
if(data8.status !== undefined){
let data12 = data8.status;
if(!(((typeof data12 == "number") && (!(data12 % 1) && !isNaN(data12))) && (isFinite(data12)))){
const err28 = {instancePath:instancePath+"/ready/status",schemaPath:"#/properties/ready/properties/status/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
if((typeof data12 == "number") && (isFinite(data12))){
if(data12 > 599 || isNaN(data12)){
const err29 = {instancePath:instancePath+"/ready/status",schemaPath:"#/properties/ready/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
if(data12 < 100 || isNaN(data12)){
const err30 = {instancePath:instancePath+"/ready/status",schemaPath:"#/properties/ready/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
}
}
if(data8.command !== undefined){
let data13 = data8.command;
if((typeof data13 !== "string") && (!(Array.isArray(data13)))){
const err31 = {instancePath:instancePath+"/ready/command",schemaPath:"#/properties/ready/properties/command/type",keyword:"type",params:{type: schema16.properties.ready.properties.command.type}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
if(typeof data13 === "string"){
if(!pattern0.test(data13)){
const err32 = {instancePath:instancePath+"/ready/command",schemaPath:"#/properties/ready/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
if(Array.isArray(data13)){
if(data13.length < 1){
const err33 = {instancePath:instancePath+"/ready/command",schemaPath:"#/properties/ready/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
const len3 = data13.length;
for(let i3=0; i3<len3; i3++){
if(typeof data13[i3] !== "string"){
const err34 = {instancePath:instancePath+"/ready/command/" + i3,schemaPath:"#/properties/ready/properties/command/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
}
}
if(data8.timeout !== undefined){
let data15 = data8.timeout;
if(typeof data15 === "string"){
if(!pattern35.test(data15)){
const err35 = {instancePath:instancePath+"/ready/timeout",schemaPath:"#/properties/ready/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/ready/timeout",schemaPath:"#/properties/ready/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
if(data8.period !== undefined){
let data16 = data8.period;
if(typeof data16 === "string"){
if(!pattern35.test(data16)){
const err37 = {instancePath:instancePath+"/ready/period",schemaPath:"#/properties/ready/properties/period/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
else {
const err38 = {instancePath:instancePath+"/ready/period",schemaPath:"#/properties/ready/properties/period/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data8.threshold !== undefined){
let data17 = data8.threshold;
if(!(((typeof data17 == "number") && (!(data17 % 1) && !isNaN(data17))) && (isFinite(data17)))){
const err39 = {instancePath:instancePath+"/ready/threshold",schemaPath:"#/properties/ready/properties/threshold/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
if((typeof data17 == "number") && (isFinite(data17))){
if(data17 > 100 || isNaN(data17)){
const err40 = {instancePath:instancePath+"/ready/threshold",schemaPath:"#/properties/ready/properties/threshold/maximum",keyword:"maximum",params:{comparison: "<=", limit: 100}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
if(data17 < 1 || isNaN(data17)){
const err41 = {instancePath:instancePath+"/ready/threshold",schemaPath:"#/properties/ready/properties/threshold/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
}
if(data8.startDelay !== undefined){
let data18 = data8.startDelay;
if(typeof data18 === "string"){
if(!pattern35.test(data18)){
const err42 = {instancePath:instancePath+"/ready/startDelay",schemaPath:"#/properties/ready/properties/startDelay/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/ready/startDelay",schemaPath:"#/properties/ready/properties/startDelay/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
}
else {
const err44 = {instancePath:instancePath+"/ready",schemaPath:"#/properties/ready/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(data.restart !== undefined){
let data19 = data.restart;
if((typeof data19 !== "string") && (!(data19 && typeof data19 == "object" && !Array.isArray(data19)))){
const err45 = {instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/type",keyword:"type",params:{type: schema16.properties.restart.type}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
if(typeof data19 === "string"){
if(!pattern56.test(data19)){
const err46 = {instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/pattern",keyword:"pattern",params:{pattern: "^(never|on-failure|always)$"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
if(data19 && typeof data19 == "object" && !Array.isArray(data19)){
for(const key3 in data19){
if(!((((key3 === "when") || (key3 === "backoff")) || (key3 === "maxBackoff")) || (key3 === "limit"))){
const err47 = {instancePath:instancePath+"/restart",schemaPath:"#/properties/restart/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data19.when !== undefined){
let data20 = data19.when;
if(!(((data20 === "never") || (data20 === "on-failure")) || (data20 === "always"))){
const err48 = {instancePath:instancePath+"/restart/when",schemaPath:"#/properties/restart/properties/when/enum",keyword:"enum",params:{allowedValues: schema16.properties.restart.properties.when.enum}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
if(data19.backoff !== undefined){
let data21 = data19.backoff;
if(typeof data21 === "string"){
if(!pattern35.test(data21)){
const err49 = {instancePath:instancePath+"/restart/backoff",schemaPath:"#/properties/restart/properties/backoff/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
else {
const err50 = {instancePath:instancePath+"/restart/backoff",schemaPath:"#/properties/restart/properties/backoff/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
if(data19.maxBackoff !== undefined){
let data22 = data19.maxBackoff;
if(typeof data22 === "string"){
if(!pattern35.test(data22)){
const err51 = {instancePath:instancePath+"/restart/maxBackoff",schemaPath:"#/properties/restart/properties/maxBackoff/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
}
else {
const err52 = {instancePath:instancePath+"/restart/maxBackoff",schemaPath:"#/properties/restart/properties/maxBackoff/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(data19.limit !== undefined){
let data23 = data19.limit;
if(!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))){
const err53 = {instancePath:instancePath+"/restart/limit",schemaPath:"#/properties/restart/properties/limit/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 < 1 || isNaN(data23)){
const err54 = {instancePath:instancePath+"/restart/limit",schemaPath:"#/properties/restart/properties/limit/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err54];
}
else {
vErrors.push(err54);
}
errors++;
}
}
}
}
}
if(data.stop !== undefined){
let data24 = data.stop;
if(data24 && typeof data24 == "object" && !Array.isArray(data24)){
for(const key4 in data24){
if(!(((key4 === "signal") || (key4 === "grace")) || (key4 === "command"))){
const err55 = {instancePath:instancePath+"/stop",schemaPath:"#/properties/stop/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key4}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
if(data24.signal !== undefined){
let data25 = data24.signal;
if(!((((((((((((((((((((((((((((data25 === "SIGABRT") || (data25 === "SIGALRM")) || (data25 === "SIGBUS")) || (data25 === "SIGCHLD")) || (data25 === "SIGCONT")) || (data25 === "SIGFPE")) || (data25 === "SIGHUP")) || (data25 === "SIGILL")) || (data25 === "SIGINT")) || (data25 === "SIGKILL")) || (data25 === "SIGPIPE")) || (data25 === "SIGPOLL")) || (data25 === "SIGPROF")) || (data25 === "SIGQUIT")) || (data25 === "SIGSEGV")) || (data25 === "SIGSYS")) || (data25 === "SIGTERM")) || (data25 === "SIGTRAP")) || (data25 === "SIGTSTP")) || (data25 === "SIGTTIN")) || (data25 === "SIGTTOU")) || (data25 === "SIGURG")) || (data25 === "SIGUSR1")) || (data25 === "SIGUSR2")) || (data25 === "SIGVTALRM")) || (data25 === "SIGWINCH")) || (data25 === "SIGXCPU")) || (data25 === "SIGXFSZ"))){
const err56 = {instancePath:instancePath+"/stop/signal",schemaPath:"#/properties/stop/properties/signal/enum",keyword:"enum",params:{allowedValues: schema16.properties.stop.properties.signal.enum}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
if(data24.grace !== undefined){
let data26 = data24.grace;
if(typeof data26 === "string"){
if(!pattern35.test(data26)){
const err57 = {instancePath:instancePath+"/stop/grace",schemaPath:"#/properties/stop/properties/grace/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
else {
const err58 = {instancePath:instancePath+"/stop/grace",schemaPath:"#/properties/stop/properties/grace/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data24.command !== undefined){
let data27 = data24.command;
if((typeof data27 !== "string") && (!(Array.isArray(data27)))){
const err59 = {instancePath:instancePath+"/stop/command",schemaPath:"#/properties/stop/properties/command/type",keyword:"type",params:{type: schema16.properties.stop.properties.command.type}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if(typeof data27 === "string"){
if(!pattern0.test(data27)){
const err60 = {instancePath:instancePath+"/stop/command",schemaPath:"#/properties/stop/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
if(Array.isArray(data27)){
if(data27.length < 1){
const err61 = {instancePath:instancePath+"/stop/command",schemaPath:"#/properties/stop/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
const len4 = data27.length;
for(let i4=0; i4<len4; i4++){
if(typeof data27[i4] !== "string"){
const err62 = {instancePath:instancePath+"/stop/command/" + i4,schemaPath:"#/properties/stop/properties/command/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
}
}
}
else {
const err63 = {instancePath:instancePath+"/stop",schemaPath:"#/properties/stop/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
}
if(data.env !== undefined){
let data29 = data.env;
if(!data29 || typeof data29 != "object"){
const err64 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema16.properties.env.type}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(Array.isArray(data29)){
const len5 = data29.length;
for(let i5=0; i5<len5; i5++){
let data30 = data29[i5];
if(typeof data30 === "string"){
if(!pattern4.test(data30)){
const err65 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
else {
const err66 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
}
if(data29 && typeof data29 == "object" && !Array.isArray(data29)){
for(const key5 in data29){
const _errs65 = errors;
if(typeof key5 === "string"){
if(!pattern4.test(key5)){
const err67 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key5};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
else {
const err68 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key5};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
var valid17 = _errs65 === errors;
if(!valid17){
const err69 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key5}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
}
for(const key6 in data29){
let data31 = data29[key6];
if((typeof data31 !== "string") && (typeof data31 !== "boolean")){
const err70 = {instancePath:instancePath+"/env/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema16.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
const _errs70 = errors;
const _errs71 = errors;
if(false !== data31){
const err71 = {};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
var valid19 = _errs71 === errors;
if(valid19){
const err72 = {instancePath:instancePath+"/env/" + key6.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
else {
errors = _errs70;
if(vErrors !== null){
if(_errs70){
vErrors.length = _errs70;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data32 = data.passEnv;
if(Array.isArray(data32)){
const len6 = data32.length;
for(let i6=0; i6<len6; i6++){
let data33 = data32[i6];
if(typeof data33 === "string"){
if(!pattern4.test(data33)){
const err73 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err73];
}
else {
vErrors.push(err73);
}
errors++;
}
}
else {
const err74 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err74];
}
else {
vErrors.push(err74);
}
errors++;
}
}
}
else {
const err75 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err75];
}
else {
vErrors.push(err75);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data34 = data.hostTools;
if(Array.isArray(data34)){
const len7 = data34.length;
for(let i7=0; i7<len7; i7++){
let data35 = data34[i7];
if(typeof data35 === "string"){
if(!pattern0.test(data35)){
const err76 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err76];
}
else {
vErrors.push(err76);
}
errors++;
}
}
else {
const err77 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err77];
}
else {
vErrors.push(err77);
}
errors++;
}
}
}
else {
const err78 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err78];
}
else {
vErrors.push(err78);
}
errors++;
}
}
if(data.ports !== undefined){
let data36 = data.ports;
if(!data36 || typeof data36 != "object"){
const err79 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/type",keyword:"type",params:{type: schema16.properties.ports.type}};
if(vErrors === null){
vErrors = [err79];
}
else {
vErrors.push(err79);
}
errors++;
}
if(Array.isArray(data36)){
const len8 = data36.length;
for(let i8=0; i8<len8; i8++){
let data37 = data36[i8];
if(!(((typeof data37 == "number") && (!(data37 % 1) && !isNaN(data37))) && (isFinite(data37)))){
const err80 = {instancePath:instancePath+"/ports/" + i8,schemaPath:"#/properties/ports/items/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err80];
}
else {
vErrors.push(err80);
}
errors++;
}
if((typeof data37 == "number") && (isFinite(data37))){
if(data37 > 65535 || isNaN(data37)){
const err81 = {instancePath:instancePath+"/ports/" + i8,schemaPath:"#/properties/ports/items/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err81];
}
else {
vErrors.push(err81);
}
errors++;
}
if(data37 < 1 || isNaN(data37)){
const err82 = {instancePath:instancePath+"/ports/" + i8,schemaPath:"#/properties/ports/items/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err82];
}
else {
vErrors.push(err82);
}
errors++;
}
}
}
}
if(data36 && typeof data36 == "object" && !Array.isArray(data36)){
for(const key7 in data36){
const _errs84 = errors;
if(typeof key7 === "string"){
if(!pattern65.test(key7)){
const err83 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z][A-Za-z0-9_-]*$"},propertyName:key7};
if(vErrors === null){
vErrors = [err83];
}
else {
vErrors.push(err83);
}
errors++;
}
}
var valid26 = _errs84 === errors;
if(!valid26){
const err84 = {instancePath:instancePath+"/ports",schemaPath:"#/properties/ports/propertyNames",keyword:"propertyNames",params:{propertyName: key7}};
if(vErrors === null){
vErrors = [err84];
}
else {
vErrors.push(err84);
}
errors++;
}
}
for(const key8 in data36){
let data38 = data36[key8];
if((!(((typeof data38 == "number") && (!(data38 % 1) && !isNaN(data38))) && (isFinite(data38)))) && (typeof data38 !== "string")){
const err85 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/type",keyword:"type",params:{type: schema16.properties.ports.additionalProperties.type}};
if(vErrors === null){
vErrors = [err85];
}
else {
vErrors.push(err85);
}
errors++;
}
if((typeof data38 == "number") && (isFinite(data38))){
if(data38 > 65535 || isNaN(data38)){
const err86 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err86];
}
else {
vErrors.push(err86);
}
errors++;
}
if(data38 < 1 || isNaN(data38)){
const err87 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err87];
}
else {
vErrors.push(err87);
}
errors++;
}
}
if(typeof data38 === "string"){
if(!pattern66.test(data38)){
const err88 = {instancePath:instancePath+"/ports/" + key8.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/ports/additionalProperties/pattern",keyword:"pattern",params:{pattern: "^auto$"}};
if(vErrors === null){
vErrors = [err88];
}
else {
vErrors.push(err88);
}
errors++;
}
}
}
}
}
if(data.watch !== undefined){
let data39 = data.watch;
if(Array.isArray(data39)){
const len9 = data39.length;
for(let i9=0; i9<len9; i9++){
let data40 = data39[i9];
if(typeof data40 === "string"){
if(!pattern0.test(data40)){
const err89 = {instancePath:instancePath+"/watch/" + i9,schemaPath:"#/properties/watch/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err89];
}
else {
vErrors.push(err89);
}
errors++;
}
}
else {
const err90 = {instancePath:instancePath+"/watch/" + i9,schemaPath:"#/properties/watch/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err90];
}
else {
vErrors.push(err90);
}
errors++;
}
}
}
else {
const err91 = {instancePath:instancePath+"/watch",schemaPath:"#/properties/watch/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err91];
}
else {
vErrors.push(err91);
}
errors++;
}
}
if(data.replicas !== undefined){
let data41 = data.replicas;
if(!(((typeof data41 == "number") && (!(data41 % 1) && !isNaN(data41))) && (isFinite(data41)))){
const err92 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err92];
}
else {
vErrors.push(err92);
}
errors++;
}
if((typeof data41 == "number") && (isFinite(data41))){
if(data41 > 64 || isNaN(data41)){
const err93 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/maximum",keyword:"maximum",params:{comparison: "<=", limit: 64}};
if(vErrors === null){
vErrors = [err93];
}
else {
vErrors.push(err93);
}
errors++;
}
if(data41 < 1 || isNaN(data41)){
const err94 = {instancePath:instancePath+"/replicas",schemaPath:"#/properties/replicas/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err94];
}
else {
vErrors.push(err94);
}
errors++;
}
}
}
if(data.shell !== undefined){
let data42 = data.shell;
if((typeof data42 !== "string") && (typeof data42 !== "boolean")){
const err95 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema16.properties.shell.type}};
if(vErrors === null){
vErrors = [err95];
}
else {
vErrors.push(err95);
}
errors++;
}
const _errs96 = errors;
const _errs97 = errors;
if(true !== data42){
const err96 = {};
if(vErrors === null){
vErrors = [err96];
}
else {
vErrors.push(err96);
}
errors++;
}
var valid30 = _errs97 === errors;
if(valid30){
const err97 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err97];
}
else {
vErrors.push(err97);
}
errors++;
}
else {
errors = _errs96;
if(vErrors !== null){
if(_errs96){
vErrors.length = _errs96;
}
else {
vErrors = null;
}
}
}
if(typeof data42 === "string"){
if(!pattern0.test(data42)){
const err98 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err98];
}
else {
vErrors.push(err98);
}
errors++;
}
}
}
}
validate41.errors = vErrors;
return errors === 0;
}


function validate36(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:nix-repo:override" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema13.properties, key0))){
const err0 = {instancePath,schemaPath:"#/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key0}};
if(vErrors === null){
vErrors = [err0];
}
else {
vErrors.push(err0);
}
errors++;
}
}
if(data.$schema !== undefined){
if(typeof data.$schema !== "string"){
const err1 = {instancePath:instancePath+"/$schema",schemaPath:"#/properties/%24schema/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err1];
}
else {
vErrors.push(err1);
}
errors++;
}
}
if(data.description !== undefined){
let data1 = data.description;
if(typeof data1 === "string"){
if(!pattern0.test(data1)){
const err2 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err2];
}
else {
vErrors.push(err2);
}
errors++;
}
}
else {
const err3 = {instancePath:instancePath+"/description",schemaPath:"#/properties/description/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err3];
}
else {
vErrors.push(err3);
}
errors++;
}
}
if(data.shell !== undefined){
let data2 = data.shell;
if((typeof data2 !== "string") && (typeof data2 !== "boolean")){
const err4 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema13.properties.shell.type}};
if(vErrors === null){
vErrors = [err4];
}
else {
vErrors.push(err4);
}
errors++;
}
const _errs8 = errors;
const _errs9 = errors;
if(true !== data2){
const err5 = {};
if(vErrors === null){
vErrors = [err5];
}
else {
vErrors.push(err5);
}
errors++;
}
var valid1 = _errs9 === errors;
if(valid1){
const err6 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err6];
}
else {
vErrors.push(err6);
}
errors++;
}
else {
errors = _errs8;
if(vErrors !== null){
if(_errs8){
vErrors.length = _errs8;
}
else {
vErrors = null;
}
}
}
if(typeof data2 === "string"){
if(!pattern0.test(data2)){
const err7 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err7];
}
else {
vErrors.push(err7);
}
errors++;
}
}
}
if(data.shellHook !== undefined){
let data3 = data.shellHook;
if(!((data3 === "run") || (data3 === "capture"))){
const err8 = {instancePath:instancePath+"/shellHook",schemaPath:"#/properties/shellHook/enum",keyword:"enum",params:{allowedValues: schema13.properties.shellHook.enum}};
if(vErrors === null){
vErrors = [err8];
}
else {
vErrors.push(err8);
}
errors++;
}
}
if(data.stack !== undefined){
let data4 = data.stack;
if(typeof data4 === "string"){
if(!pattern0.test(data4)){
const err9 = {instancePath:instancePath+"/stack",schemaPath:"#/properties/stack/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
}
else {
const err10 = {instancePath:instancePath+"/stack",schemaPath:"#/properties/stack/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err10];
}
else {
vErrors.push(err10);
}
errors++;
}
}
if(data.tags !== undefined){
let data5 = data.tags;
if(Array.isArray(data5)){
const len0 = data5.length;
for(let i0=0; i0<len0; i0++){
let data6 = data5[i0];
if(typeof data6 === "string"){
if(!pattern0.test(data6)){
const err11 = {instancePath:instancePath+"/tags/" + i0,schemaPath:"#/properties/tags/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err11];
}
else {
vErrors.push(err11);
}
errors++;
}
}
else {
const err12 = {instancePath:instancePath+"/tags/" + i0,schemaPath:"#/properties/tags/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err12];
}
else {
vErrors.push(err12);
}
errors++;
}
}
}
else {
const err13 = {instancePath:instancePath+"/tags",schemaPath:"#/properties/tags/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
}
if(data.dependsOn !== undefined){
let data7 = data.dependsOn;
if(Array.isArray(data7)){
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(typeof data8 === "string"){
if(!pattern0.test(data8)){
const err14 = {instancePath:instancePath+"/dependsOn/" + i1,schemaPath:"#/properties/dependsOn/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
else {
const err15 = {instancePath:instancePath+"/dependsOn/" + i1,schemaPath:"#/properties/dependsOn/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
}
}
else {
const err16 = {instancePath:instancePath+"/dependsOn",schemaPath:"#/properties/dependsOn/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.verbs !== undefined){
let data9 = data.verbs;
if(data9 && typeof data9 == "object" && !Array.isArray(data9)){
for(const key1 in data9){
const _errs23 = errors;
if(typeof key1 === "string"){
if(!pattern19.test(key1)){
const err17 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},propertyName:key1};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
}
var valid6 = _errs23 === errors;
if(!valid6){
const err18 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
for(const key2 in data9){
if(!(validate37(data9[key2], {instancePath:instancePath+"/verbs/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data9,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate37.errors : vErrors.concat(validate37.errors);
errors = vErrors.length;
}
}
}
else {
const err19 = {instancePath:instancePath+"/verbs",schemaPath:"#/properties/verbs/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.processes !== undefined){
let data11 = data.processes;
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key3 in data11){
const _errs28 = errors;
if(typeof key3 === "string"){
if(!pattern12.test(key3)){
const err20 = {instancePath:instancePath+"/processes",schemaPath:"#/properties/processes/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},propertyName:key3};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
var valid8 = _errs28 === errors;
if(!valid8){
const err21 = {instancePath:instancePath+"/processes",schemaPath:"#/properties/processes/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
for(const key4 in data11){
if(!(validate41(data11[key4], {instancePath:instancePath+"/processes/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data11,parentDataProperty:key4,rootData}))){
vErrors = vErrors === null ? validate41.errors : vErrors.concat(validate41.errors);
errors = vErrors.length;
}
}
}
else {
const err22 = {instancePath:instancePath+"/processes",schemaPath:"#/properties/processes/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.containers !== undefined){
let data13 = data.containers;
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key5 in data13){
if(!(key5 === "atEnd")){
const err23 = {instancePath:instancePath+"/containers",schemaPath:"#/properties/containers/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key5}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
}
if(data13.atEnd !== undefined){
let data14 = data13.atEnd;
if(!(((data14 === "stop") || (data14 === "leave")) || (data14 === "remove"))){
const err24 = {instancePath:instancePath+"/containers/atEnd",schemaPath:"#/properties/containers/properties/atEnd/enum",keyword:"enum",params:{allowedValues: schema13.properties.containers.properties.atEnd.enum}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
}
else {
const err25 = {instancePath:instancePath+"/containers",schemaPath:"#/properties/containers/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
if(data.env !== undefined){
let data15 = data.env;
if(!data15 || typeof data15 != "object"){
const err26 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema13.properties.env.type}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
if(Array.isArray(data15)){
const len2 = data15.length;
for(let i2=0; i2<len2; i2++){
let data16 = data15[i2];
if(typeof data16 === "string"){
if(!pattern4.test(data16)){
const err27 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
else {
const err28 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
}
if(data15 && typeof data15 == "object" && !Array.isArray(data15)){
for(const key6 in data15){
const _errs39 = errors;
if(typeof key6 === "string"){
if(!pattern4.test(key6)){
const err29 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key6};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
}
else {
const err30 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key6};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid13 = _errs39 === errors;
if(!valid13){
const err31 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key6}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
for(const key7 in data15){
let data17 = data15[key7];
if((typeof data17 !== "string") && (typeof data17 !== "boolean")){
const err32 = {instancePath:instancePath+"/env/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema13.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
const _errs44 = errors;
const _errs45 = errors;
if(false !== data17){
const err33 = {};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
var valid15 = _errs45 === errors;
if(valid15){
const err34 = {instancePath:instancePath+"/env/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
else {
errors = _errs44;
if(vErrors !== null){
if(_errs44){
vErrors.length = _errs44;
}
else {
vErrors = null;
}
}
}
}
}
}
if(data.passEnv !== undefined){
let data18 = data.passEnv;
if(Array.isArray(data18)){
const len3 = data18.length;
for(let i3=0; i3<len3; i3++){
let data19 = data18[i3];
if(typeof data19 === "string"){
if(!pattern4.test(data19)){
const err35 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
else {
const err36 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err36];
}
else {
vErrors.push(err36);
}
errors++;
}
}
}
else {
const err37 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data20 = data.hostTools;
if(Array.isArray(data20)){
const len4 = data20.length;
for(let i4=0; i4<len4; i4++){
let data21 = data20[i4];
if(typeof data21 === "string"){
if(!pattern0.test(data21)){
const err38 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
else {
const err39 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
}
else {
const err40 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err40];
}
else {
vErrors.push(err40);
}
errors++;
}
}
if(data.docker !== undefined){
let data22 = data.docker;
if(data22 && typeof data22 == "object" && !Array.isArray(data22)){
for(const key8 in data22){
if(!((((key8 === "image") || (key8 === "tag")) || (key8 === "context")) || (key8 === "target"))){
const err41 = {instancePath:instancePath+"/docker",schemaPath:"#/properties/docker/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key8}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data22.image !== undefined){
let data23 = data22.image;
if(typeof data23 === "string"){
if(!pattern73.test(data23)){
const err42 = {instancePath:instancePath+"/docker/image",schemaPath:"#/properties/docker/properties/image/pattern",keyword:"pattern",params:{pattern: "^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$"}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
}
else {
const err43 = {instancePath:instancePath+"/docker/image",schemaPath:"#/properties/docker/properties/image/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
}
if(data22.tag !== undefined){
let data24 = data22.tag;
if(typeof data24 === "string"){
if(!pattern74.test(data24)){
const err44 = {instancePath:instancePath+"/docker/tag",schemaPath:"#/properties/docker/properties/tag/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$"}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
else {
const err45 = {instancePath:instancePath+"/docker/tag",schemaPath:"#/properties/docker/properties/tag/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
if(data22.context !== undefined){
let data25 = data22.context;
if(typeof data25 === "string"){
if(!pattern0.test(data25)){
const err46 = {instancePath:instancePath+"/docker/context",schemaPath:"#/properties/docker/properties/context/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err46];
}
else {
vErrors.push(err46);
}
errors++;
}
}
else {
const err47 = {instancePath:instancePath+"/docker/context",schemaPath:"#/properties/docker/properties/context/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data22.target !== undefined){
let data26 = data22.target;
if(typeof data26 === "string"){
if(!pattern76.test(data26)){
const err48 = {instancePath:instancePath+"/docker/target",schemaPath:"#/properties/docker/properties/target/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]*$"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
}
else {
const err49 = {instancePath:instancePath+"/docker/target",schemaPath:"#/properties/docker/properties/target/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
}
}
else {
const err50 = {instancePath:instancePath+"/docker",schemaPath:"#/properties/docker/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err50];
}
else {
vErrors.push(err50);
}
errors++;
}
}
}
else {
const err51 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
validate36.errors = vErrors;
return errors === 0;
}

