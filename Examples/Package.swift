// swift-tools-version: 6.2
import PackageDescription

/// A program in Sources/NAME/NAME.swift.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies)
}

/// A job with the command line of `thresh run`.
func job(_ name: String) -> Target {
    program(
        name,
        [
            .product(name: "Thresh", package: "thresh"),
            .product(name: "ThreshCommand", package: "thresh"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ])
}

/// A program of several processes, without map-reduce.
func processes(_ name: String) -> Target {
    program(name, [.product(name: "Multiprocessing", package: "thresh")])
}

let package = Package(
    name: "examples",
    dependencies: [
        .package(name: "thresh", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        job("status-count"),
        job("word-count"),
        job("word-count-flow"),
        job("one-billion-rows"),
        processes("square-and-cube"),
        processes("pipe"),
        processes("queue"),
        processes("bank-account"),
    ]
)
