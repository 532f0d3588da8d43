// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "status-count",
    dependencies: [
        .package(name: "thresh", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    ],
    targets: [
        .executableTarget(
            name: "status-count",
            dependencies: [
                .product(name: "Thresh", package: "thresh"),
                .product(name: "ThreshCommand", package: "thresh"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ])
    ]
)
