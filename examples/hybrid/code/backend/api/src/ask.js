const [sku, quantity] = process.argv.slice(2);
const response = await fetch(`http://localhost:${process.env.PORT ?? 8080}/quote`, {
  method: "POST",
  body: JSON.stringify([{ sku, quantity: Number(quantity) }]),
});
console.log(await response.text());
