BigInt.prototype.toJSON = function () { return String(this) }
function handle(data, callback) {
  callback(null, { big: 12n })
}
