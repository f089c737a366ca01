function handle(data, callback) {
  const kept = []
  for (;;) kept.push(Buffer.alloc(64e6, 1))
}
