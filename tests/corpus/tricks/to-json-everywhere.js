Object.prototype.toJSON = function () { return { forged: true } }
function handle(data, callback) {
  callback(new Error('real'))
}
