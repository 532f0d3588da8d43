/// Wanted paths as a tree of keys, `request.method` and `tags.0`. Flat, so that no reference is counted where it is walked.
///
/// REQUIRES: whoever makes one deallocates it; what is asked of it are numbers of nodes that it gave.
@safe struct JSONPaths {
    struct Node: BitwiseCopyable {
        fileprivate var keyStart = 0
        fileprivate var keyEnd = 0
        var targetStart = 0
        var targetEnd = 0
        /// Whether anything within its objects and arrays is wanted.
        var isParent = false
    }

    private struct Key: BitwiseCopyable {
        var start: Int
        var count: Int
        /// As the number of an array's element; -1 where it is none.
        var element: Int
        var node: Int32
    }

    let nodeCount: Int
    let targetCount: Int
    private let nodes: UnsafeMutablePointer<Node>
    private let targets: UnsafeMutablePointer<ExtractorTarget>
    private let keys: UnsafeMutablePointer<Key>
    private let bytes: UnsafeMutablePointer<UInt8>

    init(_ wanted: [(key: String, target: ExtractorTarget)]) {
        var tree = PathTree()
        for (key, target) in wanted { tree.insert(key, target) }
        nodeCount = tree.nodes.count
        targetCount = wanted.count
        var nodes: [Node] = []
        var keys: [Key] = []
        var targets: [ExtractorTarget] = []
        var bytes: [UInt8] = []
        for source in tree.nodes {
            var node = Node(keyStart: keys.count, targetStart: targets.count)
            for (key, child) in zip(source.children.keys, source.childNodes) {
                let element = Int(String(decoding: key, as: UTF8.self)) ?? -1
                let isElement = element >= 0 && Array(String(element).utf8) == key
                keys.append(
                    Key(start: bytes.count, count: key.count, element: isElement ? element : -1, node: Int32(child)))
                bytes += key
            }
            targets += source.targets
            node.keyEnd = keys.count
            node.targetEnd = targets.count
            node.isParent = !source.childNodes.isEmpty && source.level <= LogFormat.mostLevels
            nodes.append(node)
        }
        unsafe self.nodes = JSONPaths.copy(nodes)
        unsafe self.keys = JSONPaths.copy(keys)
        unsafe self.targets = JSONPaths.copy(targets)
        unsafe self.bytes = JSONPaths.copy(bytes)
    }

    private static func copy<T: BitwiseCopyable>(_ values: [T]) -> UnsafeMutablePointer<T> {
        let copy = UnsafeMutablePointer<T>.allocate(capacity: values.count + 1)
        for (index, value) in values.enumerated() { unsafe (copy + index).initialize(to: value) }
        return unsafe copy
    }

    func deallocate() {
        unsafe nodes.deallocate()
        unsafe keys.deallocate()
        unsafe targets.deallocate()
        unsafe bytes.deallocate()
    }

    @inline(__always) subscript(node: Int32) -> Node { unsafe nodes[Int(node)] }

    @inline(__always) func target(_ index: Int) -> ExtractorTarget { unsafe targets[index] }

    /// The node of a key in the objects of another; -1 where there is none.
    func child(of node: Int32, _ key: LineBytes) -> Int32 {
        let node = self[node]
        for index in node.keyStart..<node.keyEnd {
            let own = unsafe keys[index]
            if own.count == key.count, unsafe LineBytes(bytes + own.start, own.count).equals(key) { return own.node }
        }
        return -1
    }

    /// The same of an array's element.
    func child(of node: Int32, element: Int) -> Int32 {
        let node = self[node]
        for index in node.keyStart..<node.keyEnd where unsafe keys[index].element == element {
            return unsafe keys[index].node
        }
        return -1
    }
}

/// The tree while it grows.
private struct PathTree {
    struct Node {
        let level: Int
        var children = KeyMatcher()
        var childNodes: [Int] = []
        var targets: [ExtractorTarget] = []
    }

    var nodes = [Node(level: 0)]

    mutating func insert(_ path: String, _ target: ExtractorTarget) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        insert(parts, 0, target, readsEveryWay: parts.count <= 8)
    }

    /// Every way to read the path's dots, as steps into objects or as parts of a key; or, as there are so many with many
    /// dots, only all as steps and all as parts.
    private mutating func insert(
        _ parts: [Substring], _ node: Int, _ target: ExtractorTarget, readsEveryWay: Bool
    ) {
        if parts.isEmpty {
            nodes[node].targets.append(target)
            return
        }
        let isWhole = node == 0 && !readsEveryWay
        for count in readsEveryWay ? Array(1...parts.count) : isWhole ? [1, parts.count] : [1] {
            let key = Array(parts[..<count].joined(separator: ".").utf8)
            let index = nodes[node].children.add(key)
            if index == nodes[node].childNodes.count {
                nodes[node].childNodes.append(nodes.count)
                nodes.append(Node(level: nodes[node].level + 1))
            }
            insert(Array(parts[count...]), nodes[node].childNodes[index], target, readsEveryWay: readsEveryWay)
        }
    }
}
