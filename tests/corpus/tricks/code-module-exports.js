module.exports = (data, callback) => callback(null, { from: 'module.exports' })
