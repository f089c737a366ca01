'use strict';
// The one place that imports: what V8 makes of this file can't be kept, as some Nodes forget then how to import.
module.exports = (url) => import(url);
