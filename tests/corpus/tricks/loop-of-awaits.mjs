let answered = false
export async function handle() {
  while (!answered) {
    await null
  }
}
