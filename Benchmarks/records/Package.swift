// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "record-costs",
    dependencies: [.package(name: "thresh", path: "../..")],
    targets: [
        .executableTarget(
            name: "record-costs", dependencies: [.product(name: "Thresh", package: "thresh")],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")])
    ]
)
