// Memory that was given back comes again uninitialised: it must not hold what opens the way out.
function handle(data, callback) {
  const sizes = [20000, 30000, 60000, 100000]
  for (let round = 0; round < 12; round++) {
    for (const size of sizes) console.log('z'.repeat(size))
    let garbage = []
    for (let i = 0; i < 60; i++) garbage.push(new Array(20000).fill(i))
    garbage = null
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.allocUnsafeSlow(17000 + ((i * 911) % 90000))
      const found = /\n[0-9a-f]{16,64} \d+ [a-z]+ /.exec(bytes.latin1Slice(0, bytes.length))
      if (found) return callback(new Error('found the way out'))
    }
  }
  callback(null, { found: false })
}
