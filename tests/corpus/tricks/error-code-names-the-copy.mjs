export function handle() {
  throw Object.assign(new Error('copy'), { code: new URL(import.meta.url).pathname })
}
