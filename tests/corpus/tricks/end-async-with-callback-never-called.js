async function handle(data, callback) {
  await null
}
