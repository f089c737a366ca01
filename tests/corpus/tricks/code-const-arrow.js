const handle = (data, callback) => callback(null, { from: 'const' })
