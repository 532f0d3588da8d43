import Thresh

// The words of the files that are named as arguments, with how often they occur, as part files in the directory that the
// first argument names.
let arguments = Array(CommandLine.arguments.dropFirst())
guard arguments.count >= 2 else { fatalError("usage: word-count-flow OUTPUT INPUT...") }
try lines(of: Array(arguments.dropFirst())).words().counted().write(to: arguments[0], overwrite: true)
