// swift-tools-version: 6.2
import PackageDescription

/// A program with one source file in Sources/NAME.
func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies)
}

/// A job, or a flow, with the command line of `thresh run`.
func command(_ name: String, _ more: Target.Dependency...) -> Target {
    program(
        name,
        [
            .product(name: "Thresh", package: "thresh"),
            .product(name: "ThreshCommand", package: "thresh"),
            .product(name: "ArgumentParser", package: "swift-argument-parser"),
        ] + more)
}

/// A script of flows.
func script(_ name: String) -> Target { program(name, [.product(name: "Thresh", package: "thresh")]) }

/// A program of several processes, without map-reduce.
func processes(_ name: String, _ more: Target.Dependency...) -> Target {
    program(name, [.product(name: "Multiprocessing", package: "thresh")] + more)
}

let package = Package(
    name: "examples",
    dependencies: [
        .package(name: "thresh", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        command("word-count"),
        script("word-count-flow"),
        command("status-count"),
        command("one-billion-rows"),
        command("ngram-count"),
        command("inverted-index"),
        command("tf-idf"),
        command("grep", .product(name: "ThreshPatterns", package: "thresh")),
        command("string-match"),
        command("distinct"),
        command("histogram"),
        command("top-per-group"),
        command("sessions"),
        command("reduce-side-join"),
        command("broadcast-join"),
        script("joins"),
        program(
            "heavy-pages",
            [.product(name: "Thresh", package: "thresh"), .product(name: "ThreshQueries", package: "thresh")]),
        script("linear-regression"),
        script("pca"),
        command("k-means"),
        command("page-rank"),
        command("matrix-multiply"),
        program("teragen", []),
        command("terasort"),
        command("teravalidate"),
        processes("square-and-cube"),
        processes("pipe"),
        processes("queue"),
        processes("bank-account"),
        processes("all-cores"),
        processes("async-squares", .product(name: "MultiprocessingAsync", package: "thresh")),
        processes("crash-proof"),
        processes("shared-cache", .product(name: "MultiprocessingNetwork", package: "thresh")),
        processes("each-file"),
    ]
)
