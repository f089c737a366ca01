async function handle(data) {
  await null
}
