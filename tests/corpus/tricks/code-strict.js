'use strict'
function handle(data, callback) {
  undeclared = 1
}
