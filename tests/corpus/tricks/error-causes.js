function handle(data, callback) {
  const root = new Error('root')
  root.cause = root
  throw new Error('top', { cause: root })
}
