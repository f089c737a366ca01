export function handle(data) {
  const a = ;
}
