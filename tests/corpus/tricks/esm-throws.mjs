export function handle(data) {
  console.log(new Error('shown').stack)
  throw new Error('here')
}
