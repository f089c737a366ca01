async function handle() {
  await null
  throw new RangeError('later')
}
