function handle(data) {
  const promise = Promise.reject(new Error('handled in time'))
  setTimeout(() => promise.catch(() => {}), 5)
}
