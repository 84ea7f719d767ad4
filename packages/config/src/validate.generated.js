// Generated from schema.ts by `npm run generate -w packages/config`; do not edit.
"use strict";
export const validateRegistry = validate21;
const schema6 = {"$id":"urn:nix-repo:registry","$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"$schema":{"type":"string"},"requires":{"type":"string","pattern":"\\S"},"root":{"type":"string","pattern":"\\S"},"flake":{"type":"string","pattern":"\\S"},"nix":{"type":"object","properties":{"flags":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false},"globalEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"globalInputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"hostToolchain":{"type":"array","items":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}}},"cache":{"type":"object","properties":{"maxSize":{"type":"string","pattern":"^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$"}},"additionalProperties":false},"ci":{"type":"object","properties":{"base":{"type":"string","pattern":"\\S"},"stages":{"type":"array","minItems":1,"items":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string","pattern":"\\S"}}},"tasks":{"type":"array","items":{"type":"string","pattern":"\\S"},"minItems":1}},"additionalProperties":false},"services":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/service"}},"stacks":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$"},"additionalProperties":{"$ref":"#/$defs/stack"}},"workspace":{"$ref":"#/$defs/workspace"}},"required":["services"],"additionalProperties":false,"$defs":{"verb":{"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false},"service":{"type":"object","properties":{"path":{"type":"string","pattern":"\\S"},"description":{"type":"string","pattern":"\\S"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"stack":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"required":["path"],"additionalProperties":false},"stack":{"type":"object","properties":{"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}}},"additionalProperties":false},"workspace":{"type":"object","properties":{"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false}}};
const func2 = Object.prototype.hasOwnProperty;
const pattern0 = new RegExp("\\S", "u");
const pattern4 = new RegExp("^[A-Za-z_][A-Za-z0-9_]*$", "u");
const pattern7 = new RegExp("^[1-9]\\d{0,5}(\\.\\d{1,3})? ?[KMGT]i?B$", "u");
const pattern12 = new RegExp("^[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]*$", "u");
const schema7 = {"type":"object","properties":{"path":{"type":"string","pattern":"\\S"},"description":{"type":"string","pattern":"\\S"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"stack":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"required":["path"],"additionalProperties":false};
const pattern19 = new RegExp("^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$", "u");
const schema8 = {"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false};
const pattern31 = new RegExp("^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$", "u");
const pattern32 = new RegExp("^https?://[^\\s/]", "u");
const pattern34 = new RegExp("^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$", "u");

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
if(data.inputs !== undefined){
let data6 = data.inputs;
if(Array.isArray(data6)){
const len3 = data6.length;
for(let i3=0; i3<len3; i3++){
let data7 = data6[i3];
if(typeof data7 === "string"){
if(!pattern0.test(data7)){
const err14 = {instancePath:instancePath+"/inputs/" + i3,schemaPath:"#/properties/inputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err15 = {instancePath:instancePath+"/inputs/" + i3,schemaPath:"#/properties/inputs/items/type",keyword:"type",params:{type: "string"}};
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
const err16 = {instancePath:instancePath+"/inputs",schemaPath:"#/properties/inputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.outputs !== undefined){
let data8 = data.outputs;
if(Array.isArray(data8)){
const len4 = data8.length;
for(let i4=0; i4<len4; i4++){
let data9 = data8[i4];
if(typeof data9 === "string"){
if(!pattern0.test(data9)){
const err17 = {instancePath:instancePath+"/outputs/" + i4,schemaPath:"#/properties/outputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err18 = {instancePath:instancePath+"/outputs/" + i4,schemaPath:"#/properties/outputs/items/type",keyword:"type",params:{type: "string"}};
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
const err19 = {instancePath:instancePath+"/outputs",schemaPath:"#/properties/outputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.cache !== undefined){
if(typeof data.cache !== "boolean"){
const err20 = {instancePath:instancePath+"/cache",schemaPath:"#/properties/cache/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.cacheFailures !== undefined){
if(typeof data.cacheFailures !== "boolean"){
const err21 = {instancePath:instancePath+"/cacheFailures",schemaPath:"#/properties/cacheFailures/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.clean !== undefined){
if(typeof data.clean !== "boolean"){
const err22 = {instancePath:instancePath+"/clean",schemaPath:"#/properties/clean/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.env !== undefined){
let data13 = data.env;
if(!data13 || typeof data13 != "object"){
const err23 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema8.properties.env.type}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(Array.isArray(data13)){
const len5 = data13.length;
for(let i5=0; i5<len5; i5++){
let data14 = data13[i5];
if(typeof data14 === "string"){
if(!pattern4.test(data14)){
const err24 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
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
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key1 in data13){
const _errs32 = errors;
if(typeof key1 === "string"){
if(!pattern4.test(key1)){
const err26 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key1};
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
const err27 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key1};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
var valid13 = _errs32 === errors;
if(!valid13){
const err28 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
for(const key2 in data13){
let data15 = data13[key2];
if((typeof data15 !== "string") && (typeof data15 !== "boolean")){
const err29 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema8.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
const _errs37 = errors;
const _errs38 = errors;
if(false !== data15){
const err30 = {};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid15 = _errs38 === errors;
if(valid15){
const err31 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
else {
errors = _errs37;
if(vErrors !== null){
if(_errs37){
vErrors.length = _errs37;
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
let data16 = data.passEnv;
if(Array.isArray(data16)){
const len6 = data16.length;
for(let i6=0; i6<len6; i6++){
let data17 = data16[i6];
if(typeof data17 === "string"){
if(!pattern4.test(data17)){
const err32 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data18 = data.hostTools;
if(Array.isArray(data18)){
const len7 = data18.length;
for(let i7=0; i7<len7; i7++){
let data19 = data18[i7];
if(typeof data19 === "string"){
if(!pattern0.test(data19)){
const err35 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err36 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
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
const err37 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data.persistent !== undefined){
if(typeof data.persistent !== "boolean"){
const err38 = {instancePath:instancePath+"/persistent",schemaPath:"#/properties/persistent/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.readyWhen !== undefined){
let data21 = data.readyWhen;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key3 in data21){
if(!((((((key3 === "line") || (key3 === "tcp")) || (key3 === "http")) || (key3 === "status")) || (key3 === "command")) || (key3 === "timeout"))){
const err39 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data21.line !== undefined){
let data22 = data21.line;
if(typeof data22 === "string"){
if(!pattern0.test(data22)){
const err40 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err41 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data21.tcp !== undefined){
let data23 = data21.tcp;
if((!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))) && (typeof data23 !== "string")){
const err42 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/type",keyword:"type",params:{type: schema8.properties.readyWhen.properties.tcp.type}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 > 65535 || isNaN(data23)){
const err43 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data23 < 1 || isNaN(data23)){
const err44 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(typeof data23 === "string"){
if(!pattern31.test(data23)){
const err45 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/pattern",keyword:"pattern",params:{pattern: "^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
if(data21.http !== undefined){
let data24 = data21.http;
if(typeof data24 === "string"){
if(!pattern32.test(data24)){
const err46 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]"}};
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
const err47 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data21.status !== undefined){
let data25 = data21.status;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
const err48 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 599 || isNaN(data25)){
const err49 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data25 < 100 || isNaN(data25)){
const err50 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
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
if(data21.command !== undefined){
let data26 = data21.command;
if((typeof data26 !== "string") && (!(Array.isArray(data26)))){
const err51 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/type",keyword:"type",params:{type: schema8.properties.readyWhen.properties.command.type}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if(typeof data26 === "string"){
if(!pattern0.test(data26)){
const err52 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(Array.isArray(data26)){
if(data26.length < 1){
const err53 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
const len8 = data26.length;
for(let i8=0; i8<len8; i8++){
if(typeof data26[i8] !== "string"){
const err54 = {instancePath:instancePath+"/readyWhen/command/" + i8,schemaPath:"#/properties/readyWhen/properties/command/items/type",keyword:"type",params:{type: "string"}};
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
if(data21.timeout !== undefined){
let data28 = data21.timeout;
if(typeof data28 === "string"){
if(!pattern34.test(data28)){
const err55 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
else {
const err56 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
else {
const err57 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data.interactive !== undefined){
if(typeof data.interactive !== "boolean"){
const err58 = {instancePath:instancePath+"/interactive",schemaPath:"#/properties/interactive/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data.weight !== undefined){
let data30 = data.weight;
if(!(((typeof data30 == "number") && (!(data30 % 1) && !isNaN(data30))) && (isFinite(data30)))){
const err59 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if((typeof data30 == "number") && (isFinite(data30))){
if(data30 < 1 || isNaN(data30)){
const err60 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
}
if(data.mutex !== undefined){
let data31 = data.mutex;
if(typeof data31 === "string"){
if(!pattern0.test(data31)){
const err61 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data.retries !== undefined){
let data32 = data.retries;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err63 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 > 10 || isNaN(data32)){
const err64 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(data32 < 0 || isNaN(data32)){
const err65 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
}
if(data.timeout !== undefined){
let data33 = data.timeout;
if(typeof data33 === "string"){
if(!pattern34.test(data33)){
const err66 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
else {
const err67 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data.allowFailure !== undefined){
if(typeof data.allowFailure !== "boolean"){
const err68 = {instancePath:instancePath+"/allowFailure",schemaPath:"#/properties/allowFailure/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data.shell !== undefined){
let data35 = data.shell;
if((typeof data35 !== "string") && (typeof data35 !== "boolean")){
const err69 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema8.properties.shell.type}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
const _errs80 = errors;
const _errs81 = errors;
if(true !== data35){
const err70 = {};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
var valid23 = _errs81 === errors;
if(valid23){
const err71 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
else {
errors = _errs80;
if(vErrors !== null){
if(_errs80){
vErrors.length = _errs80;
}
else {
vErrors = null;
}
}
}
if(typeof data35 === "string"){
if(!pattern0.test(data35)){
const err72 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
}
validate23.errors = vErrors;
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
if(data.env !== undefined){
let data11 = data.env;
if(!data11 || typeof data11 != "object"){
const err22 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema7.properties.env.type}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
if(Array.isArray(data11)){
const len2 = data11.length;
for(let i2=0; i2<len2; i2++){
let data12 = data11[i2];
if(typeof data12 === "string"){
if(!pattern4.test(data12)){
const err23 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
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
const err24 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
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
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key3 in data11){
const _errs30 = errors;
if(typeof key3 === "string"){
if(!pattern4.test(key3)){
const err25 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key3};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
else {
const err26 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key3};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
var valid10 = _errs30 === errors;
if(!valid10){
const err27 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
}
for(const key4 in data11){
let data13 = data11[key4];
if((typeof data13 !== "string") && (typeof data13 !== "boolean")){
const err28 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema7.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
const _errs35 = errors;
const _errs36 = errors;
if(false !== data13){
const err29 = {};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
var valid12 = _errs36 === errors;
if(valid12){
const err30 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
else {
errors = _errs35;
if(vErrors !== null){
if(_errs35){
vErrors.length = _errs35;
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
let data14 = data.passEnv;
if(Array.isArray(data14)){
const len3 = data14.length;
for(let i3=0; i3<len3; i3++){
let data15 = data14[i3];
if(typeof data15 === "string"){
if(!pattern4.test(data15)){
const err31 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
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
const err32 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
}
else {
const err33 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data16 = data.hostTools;
if(Array.isArray(data16)){
const len4 = data16.length;
for(let i4=0; i4<len4; i4++){
let data17 = data16[i4];
if(typeof data17 === "string"){
if(!pattern0.test(data17)){
const err34 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
else {
const err35 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
}
}
else {
const err36 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
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
const err37 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
validate22.errors = vErrors;
return errors === 0;
}

const schema9 = {"type":"object","properties":{"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}}},"additionalProperties":false};

function validate26(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
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
validate26.errors = vErrors;
return errors === 0;
}

const schema10 = {"type":"object","properties":{"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false};

function validate29(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!((((((key0 === "shell") || (key0 === "shellHook")) || (key0 === "verbs")) || (key0 === "env")) || (key0 === "passEnv")) || (key0 === "hostTools"))){
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
const err1 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema10.properties.shell.type}};
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
const err5 = {instancePath:instancePath+"/shellHook",schemaPath:"#/properties/shellHook/enum",keyword:"enum",params:{allowedValues: schema10.properties.shellHook.enum}};
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
if(data.env !== undefined){
let data4 = data.env;
if(!data4 || typeof data4 != "object"){
const err9 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema10.properties.env.type}};
if(vErrors === null){
vErrors = [err9];
}
else {
vErrors.push(err9);
}
errors++;
}
if(Array.isArray(data4)){
const len0 = data4.length;
for(let i0=0; i0<len0; i0++){
let data5 = data4[i0];
if(typeof data5 === "string"){
if(!pattern4.test(data5)){
const err10 = {instancePath:instancePath+"/env/" + i0,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
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
const err11 = {instancePath:instancePath+"/env/" + i0,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
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
if(data4 && typeof data4 == "object" && !Array.isArray(data4)){
for(const key3 in data4){
const _errs16 = errors;
if(typeof key3 === "string"){
if(!pattern4.test(key3)){
const err12 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key3};
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
const err13 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key3};
if(vErrors === null){
vErrors = [err13];
}
else {
vErrors.push(err13);
}
errors++;
}
var valid6 = _errs16 === errors;
if(!valid6){
const err14 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err14];
}
else {
vErrors.push(err14);
}
errors++;
}
}
for(const key4 in data4){
let data6 = data4[key4];
if((typeof data6 !== "string") && (typeof data6 !== "boolean")){
const err15 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema10.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err15];
}
else {
vErrors.push(err15);
}
errors++;
}
const _errs21 = errors;
const _errs22 = errors;
if(false !== data6){
const err16 = {};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
var valid8 = _errs22 === errors;
if(valid8){
const err17 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err17];
}
else {
vErrors.push(err17);
}
errors++;
}
else {
errors = _errs21;
if(vErrors !== null){
if(_errs21){
vErrors.length = _errs21;
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
let data7 = data.passEnv;
if(Array.isArray(data7)){
const len1 = data7.length;
for(let i1=0; i1<len1; i1++){
let data8 = data7[i1];
if(typeof data8 === "string"){
if(!pattern4.test(data8)){
const err18 = {instancePath:instancePath+"/passEnv/" + i1,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err18];
}
else {
vErrors.push(err18);
}
errors++;
}
}
else {
const err19 = {instancePath:instancePath+"/passEnv/" + i1,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
}
else {
const err20 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data9 = data.hostTools;
if(Array.isArray(data9)){
const len2 = data9.length;
for(let i2=0; i2<len2; i2++){
let data10 = data9[i2];
if(typeof data10 === "string"){
if(!pattern0.test(data10)){
const err21 = {instancePath:instancePath+"/hostTools/" + i2,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/hostTools/" + i2,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
else {
const err23 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
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
else {
const err24 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
validate29.errors = vErrors;
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
if(!(validate26(data25[key7], {instancePath:instancePath+"/stacks/" + key7.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data25,parentDataProperty:key7,rootData}))){
vErrors = vErrors === null ? validate26.errors : vErrors.concat(validate26.errors);
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
if(!(validate29(data.workspace, {instancePath:instancePath+"/workspace",parentData:data,parentDataProperty:"workspace",rootData}))){
vErrors = vErrors === null ? validate29.errors : vErrors.concat(validate29.errors);
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

export const validateOverride = validate32;
const schema11 = {"$id":"urn:nix-repo:override","$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":{"$schema":{"type":"string"},"description":{"type":"string","pattern":"\\S"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}},"shellHook":{"enum":["run","capture"]},"stack":{"type":"string","pattern":"\\S"},"tags":{"type":"array","items":{"type":"string","pattern":"\\S"}},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"verbs":{"type":"object","propertyNames":{"pattern":"^[\\p{L}\\p{N}_]([\\p{L}\\p{N}._:-]*[\\p{L}\\p{N}._-])?$"},"additionalProperties":{"$ref":"#/$defs/verb"}},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}}},"additionalProperties":false,"$defs":{"verb":{"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false}}};
const schema12 = {"type":["string","array","object"],"pattern":"\\S","minItems":1,"items":{"type":"string"},"properties":{"run":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"description":{"type":"string","pattern":"\\S"},"dependsOn":{"type":"array","items":{"type":"string","pattern":"\\S"}},"inputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"outputs":{"type":"array","items":{"type":"string","pattern":"\\S"}},"cache":{"type":"boolean"},"cacheFailures":{"type":"boolean"},"clean":{"type":"boolean"},"env":{"type":["object","array"],"propertyNames":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"},"additionalProperties":{"type":["string","boolean"],"not":{"const":false}},"items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"passEnv":{"type":"array","items":{"type":"string","pattern":"^[A-Za-z_][A-Za-z0-9_]*$"}},"hostTools":{"type":"array","items":{"type":"string","pattern":"\\S"}},"persistent":{"type":"boolean"},"readyWhen":{"type":"object","properties":{"line":{"type":"string","pattern":"\\S"},"tcp":{"type":["integer","string"],"minimum":1,"maximum":65535,"pattern":"^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"},"http":{"type":"string","pattern":"^https?://[^\\s/]"},"status":{"type":"integer","minimum":100,"maximum":599},"command":{"type":["string","array"],"pattern":"\\S","minItems":1,"items":{"type":"string"}},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}},"additionalProperties":false},"interactive":{"type":"boolean"},"weight":{"type":"integer","minimum":1},"mutex":{"type":"string","pattern":"\\S"},"retries":{"type":"integer","minimum":0,"maximum":10},"timeout":{"type":"string","pattern":"^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"},"allowFailure":{"type":"boolean"},"shell":{"type":["string","boolean"],"pattern":"\\S","not":{"const":true}}},"additionalProperties":false};

function validate33(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
let vErrors = null;
let errors = 0;
if((!data || typeof data != "object") && (typeof data !== "string")){
const err0 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: schema12.type}};
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
if(!(func2.call(schema12.properties, key0))){
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
const err5 = {instancePath:instancePath+"/run",schemaPath:"#/properties/run/type",keyword:"type",params:{type: schema12.properties.run.type}};
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
if(data.inputs !== undefined){
let data6 = data.inputs;
if(Array.isArray(data6)){
const len3 = data6.length;
for(let i3=0; i3<len3; i3++){
let data7 = data6[i3];
if(typeof data7 === "string"){
if(!pattern0.test(data7)){
const err14 = {instancePath:instancePath+"/inputs/" + i3,schemaPath:"#/properties/inputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err15 = {instancePath:instancePath+"/inputs/" + i3,schemaPath:"#/properties/inputs/items/type",keyword:"type",params:{type: "string"}};
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
const err16 = {instancePath:instancePath+"/inputs",schemaPath:"#/properties/inputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err16];
}
else {
vErrors.push(err16);
}
errors++;
}
}
if(data.outputs !== undefined){
let data8 = data.outputs;
if(Array.isArray(data8)){
const len4 = data8.length;
for(let i4=0; i4<len4; i4++){
let data9 = data8[i4];
if(typeof data9 === "string"){
if(!pattern0.test(data9)){
const err17 = {instancePath:instancePath+"/outputs/" + i4,schemaPath:"#/properties/outputs/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err18 = {instancePath:instancePath+"/outputs/" + i4,schemaPath:"#/properties/outputs/items/type",keyword:"type",params:{type: "string"}};
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
const err19 = {instancePath:instancePath+"/outputs",schemaPath:"#/properties/outputs/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err19];
}
else {
vErrors.push(err19);
}
errors++;
}
}
if(data.cache !== undefined){
if(typeof data.cache !== "boolean"){
const err20 = {instancePath:instancePath+"/cache",schemaPath:"#/properties/cache/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
}
if(data.cacheFailures !== undefined){
if(typeof data.cacheFailures !== "boolean"){
const err21 = {instancePath:instancePath+"/cacheFailures",schemaPath:"#/properties/cacheFailures/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
if(data.clean !== undefined){
if(typeof data.clean !== "boolean"){
const err22 = {instancePath:instancePath+"/clean",schemaPath:"#/properties/clean/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
if(data.env !== undefined){
let data13 = data.env;
if(!data13 || typeof data13 != "object"){
const err23 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema12.properties.env.type}};
if(vErrors === null){
vErrors = [err23];
}
else {
vErrors.push(err23);
}
errors++;
}
if(Array.isArray(data13)){
const len5 = data13.length;
for(let i5=0; i5<len5; i5++){
let data14 = data13[i5];
if(typeof data14 === "string"){
if(!pattern4.test(data14)){
const err24 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
}
else {
const err25 = {instancePath:instancePath+"/env/" + i5,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
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
if(data13 && typeof data13 == "object" && !Array.isArray(data13)){
for(const key1 in data13){
const _errs32 = errors;
if(typeof key1 === "string"){
if(!pattern4.test(key1)){
const err26 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key1};
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
const err27 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key1};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
var valid13 = _errs32 === errors;
if(!valid13){
const err28 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key1}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
}
for(const key2 in data13){
let data15 = data13[key2];
if((typeof data15 !== "string") && (typeof data15 !== "boolean")){
const err29 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema12.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err29];
}
else {
vErrors.push(err29);
}
errors++;
}
const _errs37 = errors;
const _errs38 = errors;
if(false !== data15){
const err30 = {};
if(vErrors === null){
vErrors = [err30];
}
else {
vErrors.push(err30);
}
errors++;
}
var valid15 = _errs38 === errors;
if(valid15){
const err31 = {instancePath:instancePath+"/env/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
else {
errors = _errs37;
if(vErrors !== null){
if(_errs37){
vErrors.length = _errs37;
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
let data16 = data.passEnv;
if(Array.isArray(data16)){
const len6 = data16.length;
for(let i6=0; i6<len6; i6++){
let data17 = data16[i6];
if(typeof data17 === "string"){
if(!pattern4.test(data17)){
const err32 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/passEnv/" + i6,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err34];
}
else {
vErrors.push(err34);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data18 = data.hostTools;
if(Array.isArray(data18)){
const len7 = data18.length;
for(let i7=0; i7<len7; i7++){
let data19 = data18[i7];
if(typeof data19 === "string"){
if(!pattern0.test(data19)){
const err35 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err36 = {instancePath:instancePath+"/hostTools/" + i7,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
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
const err37 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err37];
}
else {
vErrors.push(err37);
}
errors++;
}
}
if(data.persistent !== undefined){
if(typeof data.persistent !== "boolean"){
const err38 = {instancePath:instancePath+"/persistent",schemaPath:"#/properties/persistent/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err38];
}
else {
vErrors.push(err38);
}
errors++;
}
}
if(data.readyWhen !== undefined){
let data21 = data.readyWhen;
if(data21 && typeof data21 == "object" && !Array.isArray(data21)){
for(const key3 in data21){
if(!((((((key3 === "line") || (key3 === "tcp")) || (key3 === "http")) || (key3 === "status")) || (key3 === "command")) || (key3 === "timeout"))){
const err39 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/additionalProperties",keyword:"additionalProperties",params:{additionalProperty: key3}};
if(vErrors === null){
vErrors = [err39];
}
else {
vErrors.push(err39);
}
errors++;
}
}
if(data21.line !== undefined){
let data22 = data21.line;
if(typeof data22 === "string"){
if(!pattern0.test(data22)){
const err40 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/pattern",keyword:"pattern",params:{pattern: "\\S"}};
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
const err41 = {instancePath:instancePath+"/readyWhen/line",schemaPath:"#/properties/readyWhen/properties/line/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err41];
}
else {
vErrors.push(err41);
}
errors++;
}
}
if(data21.tcp !== undefined){
let data23 = data21.tcp;
if((!(((typeof data23 == "number") && (!(data23 % 1) && !isNaN(data23))) && (isFinite(data23)))) && (typeof data23 !== "string")){
const err42 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/type",keyword:"type",params:{type: schema12.properties.readyWhen.properties.tcp.type}};
if(vErrors === null){
vErrors = [err42];
}
else {
vErrors.push(err42);
}
errors++;
}
if((typeof data23 == "number") && (isFinite(data23))){
if(data23 > 65535 || isNaN(data23)){
const err43 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/maximum",keyword:"maximum",params:{comparison: "<=", limit: 65535}};
if(vErrors === null){
vErrors = [err43];
}
else {
vErrors.push(err43);
}
errors++;
}
if(data23 < 1 || isNaN(data23)){
const err44 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err44];
}
else {
vErrors.push(err44);
}
errors++;
}
}
if(typeof data23 === "string"){
if(!pattern31.test(data23)){
const err45 = {instancePath:instancePath+"/readyWhen/tcp",schemaPath:"#/properties/readyWhen/properties/tcp/pattern",keyword:"pattern",params:{pattern: "^((\\[[0-9A-Fa-f:.]+\\]|[^\\s:/\\[\\]]+):)?[0-9]{1,5}$"}};
if(vErrors === null){
vErrors = [err45];
}
else {
vErrors.push(err45);
}
errors++;
}
}
}
if(data21.http !== undefined){
let data24 = data21.http;
if(typeof data24 === "string"){
if(!pattern32.test(data24)){
const err46 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/pattern",keyword:"pattern",params:{pattern: "^https?://[^\\s/]"}};
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
const err47 = {instancePath:instancePath+"/readyWhen/http",schemaPath:"#/properties/readyWhen/properties/http/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err47];
}
else {
vErrors.push(err47);
}
errors++;
}
}
if(data21.status !== undefined){
let data25 = data21.status;
if(!(((typeof data25 == "number") && (!(data25 % 1) && !isNaN(data25))) && (isFinite(data25)))){
const err48 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err48];
}
else {
vErrors.push(err48);
}
errors++;
}
if((typeof data25 == "number") && (isFinite(data25))){
if(data25 > 599 || isNaN(data25)){
const err49 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/maximum",keyword:"maximum",params:{comparison: "<=", limit: 599}};
if(vErrors === null){
vErrors = [err49];
}
else {
vErrors.push(err49);
}
errors++;
}
if(data25 < 100 || isNaN(data25)){
const err50 = {instancePath:instancePath+"/readyWhen/status",schemaPath:"#/properties/readyWhen/properties/status/minimum",keyword:"minimum",params:{comparison: ">=", limit: 100}};
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
if(data21.command !== undefined){
let data26 = data21.command;
if((typeof data26 !== "string") && (!(Array.isArray(data26)))){
const err51 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/type",keyword:"type",params:{type: schema12.properties.readyWhen.properties.command.type}};
if(vErrors === null){
vErrors = [err51];
}
else {
vErrors.push(err51);
}
errors++;
}
if(typeof data26 === "string"){
if(!pattern0.test(data26)){
const err52 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err52];
}
else {
vErrors.push(err52);
}
errors++;
}
}
if(Array.isArray(data26)){
if(data26.length < 1){
const err53 = {instancePath:instancePath+"/readyWhen/command",schemaPath:"#/properties/readyWhen/properties/command/minItems",keyword:"minItems",params:{limit: 1}};
if(vErrors === null){
vErrors = [err53];
}
else {
vErrors.push(err53);
}
errors++;
}
const len8 = data26.length;
for(let i8=0; i8<len8; i8++){
if(typeof data26[i8] !== "string"){
const err54 = {instancePath:instancePath+"/readyWhen/command/" + i8,schemaPath:"#/properties/readyWhen/properties/command/items/type",keyword:"type",params:{type: "string"}};
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
if(data21.timeout !== undefined){
let data28 = data21.timeout;
if(typeof data28 === "string"){
if(!pattern34.test(data28)){
const err55 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err55];
}
else {
vErrors.push(err55);
}
errors++;
}
}
else {
const err56 = {instancePath:instancePath+"/readyWhen/timeout",schemaPath:"#/properties/readyWhen/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err56];
}
else {
vErrors.push(err56);
}
errors++;
}
}
}
else {
const err57 = {instancePath:instancePath+"/readyWhen",schemaPath:"#/properties/readyWhen/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err57];
}
else {
vErrors.push(err57);
}
errors++;
}
}
if(data.interactive !== undefined){
if(typeof data.interactive !== "boolean"){
const err58 = {instancePath:instancePath+"/interactive",schemaPath:"#/properties/interactive/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err58];
}
else {
vErrors.push(err58);
}
errors++;
}
}
if(data.weight !== undefined){
let data30 = data.weight;
if(!(((typeof data30 == "number") && (!(data30 % 1) && !isNaN(data30))) && (isFinite(data30)))){
const err59 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err59];
}
else {
vErrors.push(err59);
}
errors++;
}
if((typeof data30 == "number") && (isFinite(data30))){
if(data30 < 1 || isNaN(data30)){
const err60 = {instancePath:instancePath+"/weight",schemaPath:"#/properties/weight/minimum",keyword:"minimum",params:{comparison: ">=", limit: 1}};
if(vErrors === null){
vErrors = [err60];
}
else {
vErrors.push(err60);
}
errors++;
}
}
}
if(data.mutex !== undefined){
let data31 = data.mutex;
if(typeof data31 === "string"){
if(!pattern0.test(data31)){
const err61 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err61];
}
else {
vErrors.push(err61);
}
errors++;
}
}
else {
const err62 = {instancePath:instancePath+"/mutex",schemaPath:"#/properties/mutex/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err62];
}
else {
vErrors.push(err62);
}
errors++;
}
}
if(data.retries !== undefined){
let data32 = data.retries;
if(!(((typeof data32 == "number") && (!(data32 % 1) && !isNaN(data32))) && (isFinite(data32)))){
const err63 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/type",keyword:"type",params:{type: "integer"}};
if(vErrors === null){
vErrors = [err63];
}
else {
vErrors.push(err63);
}
errors++;
}
if((typeof data32 == "number") && (isFinite(data32))){
if(data32 > 10 || isNaN(data32)){
const err64 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/maximum",keyword:"maximum",params:{comparison: "<=", limit: 10}};
if(vErrors === null){
vErrors = [err64];
}
else {
vErrors.push(err64);
}
errors++;
}
if(data32 < 0 || isNaN(data32)){
const err65 = {instancePath:instancePath+"/retries",schemaPath:"#/properties/retries/minimum",keyword:"minimum",params:{comparison: ">=", limit: 0}};
if(vErrors === null){
vErrors = [err65];
}
else {
vErrors.push(err65);
}
errors++;
}
}
}
if(data.timeout !== undefined){
let data33 = data.timeout;
if(typeof data33 === "string"){
if(!pattern34.test(data33)){
const err66 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/pattern",keyword:"pattern",params:{pattern: "^(?=.*[1-9])(\\d{1,6}h)?(\\d{1,6}m)?(\\d{1,6}s)?(\\d{1,9}ms)?$"}};
if(vErrors === null){
vErrors = [err66];
}
else {
vErrors.push(err66);
}
errors++;
}
}
else {
const err67 = {instancePath:instancePath+"/timeout",schemaPath:"#/properties/timeout/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err67];
}
else {
vErrors.push(err67);
}
errors++;
}
}
if(data.allowFailure !== undefined){
if(typeof data.allowFailure !== "boolean"){
const err68 = {instancePath:instancePath+"/allowFailure",schemaPath:"#/properties/allowFailure/type",keyword:"type",params:{type: "boolean"}};
if(vErrors === null){
vErrors = [err68];
}
else {
vErrors.push(err68);
}
errors++;
}
}
if(data.shell !== undefined){
let data35 = data.shell;
if((typeof data35 !== "string") && (typeof data35 !== "boolean")){
const err69 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema12.properties.shell.type}};
if(vErrors === null){
vErrors = [err69];
}
else {
vErrors.push(err69);
}
errors++;
}
const _errs80 = errors;
const _errs81 = errors;
if(true !== data35){
const err70 = {};
if(vErrors === null){
vErrors = [err70];
}
else {
vErrors.push(err70);
}
errors++;
}
var valid23 = _errs81 === errors;
if(valid23){
const err71 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err71];
}
else {
vErrors.push(err71);
}
errors++;
}
else {
errors = _errs80;
if(vErrors !== null){
if(_errs80){
vErrors.length = _errs80;
}
else {
vErrors = null;
}
}
}
if(typeof data35 === "string"){
if(!pattern0.test(data35)){
const err72 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err72];
}
else {
vErrors.push(err72);
}
errors++;
}
}
}
}
validate33.errors = vErrors;
return errors === 0;
}


function validate32(data, {instancePath="", parentData, parentDataProperty, rootData=data}={}){
/*# sourceURL="urn:nix-repo:override" */;
let vErrors = null;
let errors = 0;
if(data && typeof data == "object" && !Array.isArray(data)){
for(const key0 in data){
if(!(func2.call(schema11.properties, key0))){
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
const err4 = {instancePath:instancePath+"/shell",schemaPath:"#/properties/shell/type",keyword:"type",params:{type: schema11.properties.shell.type}};
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
const err8 = {instancePath:instancePath+"/shellHook",schemaPath:"#/properties/shellHook/enum",keyword:"enum",params:{allowedValues: schema11.properties.shellHook.enum}};
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
if(!(validate33(data9[key2], {instancePath:instancePath+"/verbs/" + key2.replace(/~/g, "~0").replace(/\//g, "~1"),parentData:data9,parentDataProperty:key2,rootData}))){
vErrors = vErrors === null ? validate33.errors : vErrors.concat(validate33.errors);
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
if(data.env !== undefined){
let data11 = data.env;
if(!data11 || typeof data11 != "object"){
const err20 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/type",keyword:"type",params:{type: schema11.properties.env.type}};
if(vErrors === null){
vErrors = [err20];
}
else {
vErrors.push(err20);
}
errors++;
}
if(Array.isArray(data11)){
const len2 = data11.length;
for(let i2=0; i2<len2; i2++){
let data12 = data11[i2];
if(typeof data12 === "string"){
if(!pattern4.test(data12)){
const err21 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
if(vErrors === null){
vErrors = [err21];
}
else {
vErrors.push(err21);
}
errors++;
}
}
else {
const err22 = {instancePath:instancePath+"/env/" + i2,schemaPath:"#/properties/env/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err22];
}
else {
vErrors.push(err22);
}
errors++;
}
}
}
if(data11 && typeof data11 == "object" && !Array.isArray(data11)){
for(const key3 in data11){
const _errs30 = errors;
if(typeof key3 === "string"){
if(!pattern4.test(key3)){
const err23 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"},propertyName:key3};
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
const err24 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames/type",keyword:"type",params:{type: "string"},propertyName:key3};
if(vErrors === null){
vErrors = [err24];
}
else {
vErrors.push(err24);
}
errors++;
}
var valid10 = _errs30 === errors;
if(!valid10){
const err25 = {instancePath:instancePath+"/env",schemaPath:"#/properties/env/propertyNames",keyword:"propertyNames",params:{propertyName: key3}};
if(vErrors === null){
vErrors = [err25];
}
else {
vErrors.push(err25);
}
errors++;
}
}
for(const key4 in data11){
let data13 = data11[key4];
if((typeof data13 !== "string") && (typeof data13 !== "boolean")){
const err26 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/type",keyword:"type",params:{type: schema11.properties.env.additionalProperties.type}};
if(vErrors === null){
vErrors = [err26];
}
else {
vErrors.push(err26);
}
errors++;
}
const _errs35 = errors;
const _errs36 = errors;
if(false !== data13){
const err27 = {};
if(vErrors === null){
vErrors = [err27];
}
else {
vErrors.push(err27);
}
errors++;
}
var valid12 = _errs36 === errors;
if(valid12){
const err28 = {instancePath:instancePath+"/env/" + key4.replace(/~/g, "~0").replace(/\//g, "~1"),schemaPath:"#/properties/env/additionalProperties/not",keyword:"not",params:{}};
if(vErrors === null){
vErrors = [err28];
}
else {
vErrors.push(err28);
}
errors++;
}
else {
errors = _errs35;
if(vErrors !== null){
if(_errs35){
vErrors.length = _errs35;
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
let data14 = data.passEnv;
if(Array.isArray(data14)){
const len3 = data14.length;
for(let i3=0; i3<len3; i3++){
let data15 = data14[i3];
if(typeof data15 === "string"){
if(!pattern4.test(data15)){
const err29 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/pattern",keyword:"pattern",params:{pattern: "^[A-Za-z_][A-Za-z0-9_]*$"}};
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
const err30 = {instancePath:instancePath+"/passEnv/" + i3,schemaPath:"#/properties/passEnv/items/type",keyword:"type",params:{type: "string"}};
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
else {
const err31 = {instancePath:instancePath+"/passEnv",schemaPath:"#/properties/passEnv/type",keyword:"type",params:{type: "array"}};
if(vErrors === null){
vErrors = [err31];
}
else {
vErrors.push(err31);
}
errors++;
}
}
if(data.hostTools !== undefined){
let data16 = data.hostTools;
if(Array.isArray(data16)){
const len4 = data16.length;
for(let i4=0; i4<len4; i4++){
let data17 = data16[i4];
if(typeof data17 === "string"){
if(!pattern0.test(data17)){
const err32 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/pattern",keyword:"pattern",params:{pattern: "\\S"}};
if(vErrors === null){
vErrors = [err32];
}
else {
vErrors.push(err32);
}
errors++;
}
}
else {
const err33 = {instancePath:instancePath+"/hostTools/" + i4,schemaPath:"#/properties/hostTools/items/type",keyword:"type",params:{type: "string"}};
if(vErrors === null){
vErrors = [err33];
}
else {
vErrors.push(err33);
}
errors++;
}
}
}
else {
const err34 = {instancePath:instancePath+"/hostTools",schemaPath:"#/properties/hostTools/type",keyword:"type",params:{type: "array"}};
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
else {
const err35 = {instancePath,schemaPath:"#/type",keyword:"type",params:{type: "object"}};
if(vErrors === null){
vErrors = [err35];
}
else {
vErrors.push(err35);
}
errors++;
}
validate32.errors = vErrors;
return errors === 0;
}

