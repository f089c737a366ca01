export async function handle(data) {
  return data
}
