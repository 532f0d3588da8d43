import Multiprocessing

// A child sends a list through a pipe; the parent receives it whole.
let child = try ChildProcess.start { parent in
    try parent.send(["bread", "butter", "jam"])
}

let list = try child.connection.receive(as: [String].self)
try child.process.join()
print("The child sent \(list)")
