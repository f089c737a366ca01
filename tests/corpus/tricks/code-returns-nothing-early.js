if (typeof handle === 'function') return
function handle(data) {
  return data
}
