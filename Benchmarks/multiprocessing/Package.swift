// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "multiprocessing-tasks",
    dependencies: [.package(name: "thresh", path: "../..")],
    targets: [
        .executableTarget(
            name: "multiprocessing-tasks",
            dependencies: [
                .product(name: "Multiprocessing", package: "thresh"),
                .product(name: "MultiprocessingNetwork", package: "thresh"),
            ])
    ]
)
