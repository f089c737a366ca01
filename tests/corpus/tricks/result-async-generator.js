async function* handle() {
  yield { never: true }
}
