import Multiprocessing

// Two child processes compute at the same time; nothing is sent to them, what the closures capture is simply there.
let number = 10
let square = try ProcessTask.start { number * number }
let cube = try ProcessTask.start { number * number * number }

print("Square: \(try square.value())")
print("Cube: \(try cube.value())")
