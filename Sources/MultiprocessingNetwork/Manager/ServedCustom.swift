/// An object of a type that the program registered.
final class ServedCustom<Object>: ServedObject {
    private var object: Object
    private let methods: [String: (inout Object, [UInt8]) throws -> [UInt8]]

    init(_ object: Object, methods: [String: (inout Object, [UInt8]) throws -> [UInt8]]) {
        self.object = object
        self.methods = methods
    }

    func call(_ request: ObjectRequest) throws -> [UInt8]? {
        guard let body = methods[request.method] else { throw unknown(request.method) }
        return try body(&object, request.argument)
    }
}
