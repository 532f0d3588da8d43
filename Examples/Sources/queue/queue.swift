import Multiprocessing

// A child puts the even numbers into a queue and closes it; the parent takes them out until it is empty.
let numbers = 1...10
let evenNumbers = try MessageQueue<Int>()
let child = try ChildProcess.start {
    for number in numbers where number.isMultiple(of: 2) { try evenNumbers.put(number) }
    try evenNumbers.close()
}

while let number = try evenNumbers.next() { print(number) }
try child.join()
