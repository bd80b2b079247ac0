// swift-tools-version: 6.2

import PackageDescription

/// Settings of every Swift target.
let swiftSettings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
    name: "digitd",
    products: [
        .executable(name: "digitd", targets: ["digitd"]),
        .library(name: "NeuralNetwork", targets: ["NeuralNetwork"]),
        // For the packages beside this one (Fuzzing).
        .library(name: "Parts", targets: ["Daemon", "Imaging", "NeuralNetwork", "Recognition", "Training"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", exact: "1.4.0", traits: []),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C: the hot loops, and the libraries digitd links.
        .target(name: "CKernels"),
        .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CLibDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
        .target(name: "CPNG", dependencies: ["CLibDeflate", "CLibPNG"]),
        .target(name: "CSystemCalls"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        // From a picture to a digit.
        .target(name: "Imaging", dependencies: ["CPNG"], swiftSettings: swiftSettings),
        .target(name: "NeuralNetwork", dependencies: ["CKernels"], swiftSettings: swiftSettings),
        .target(
            name: "Recognition",
            dependencies: ["Imaging", "NeuralNetwork", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: swiftSettings
        ),

        // Folders as queues.
        .target(name: "Spool", dependencies: ["CLibDeflate", "CSystemCalls"], swiftSettings: swiftSettings),

        // From labelled pictures to a better model.
        .target(
            name: "Training",
            dependencies: ["CZlib", "Imaging", "NeuralNetwork", "Recognition", "Spool"],
            swiftSettings: swiftSettings
        ),

        // The program.
        .target(
            name: "Daemon",
            dependencies: [
                "CSystemCalls",
                "Imaging",
                "Recognition",
                "Spool",
                "Training",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings
        ),
        .executableTarget(
            name: "digitd",
            dependencies: [
                "Daemon",
                "Imaging",
                "NeuralNetwork",
                "Recognition",
                "Spool",
                "Training",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: swiftSettings
        ),

        .testTarget(
            name: "ImagingTests",
            dependencies: ["Imaging"],
            exclude: ["Golden"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "NeuralNetworkTests",
            dependencies: ["NeuralNetwork"],
            exclude: ["Golden/golden.json", "Golden/make_golden.py"],
            swiftSettings: swiftSettings
        ),
        // The process that the tests of the intake kill at random moments.
        .executableTarget(
            name: "SpoolWorker",
            dependencies: ["Spool"],
            path: "Tests/SpoolWorker",
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "SpoolTests",
            dependencies: ["Spool", "SpoolWorker"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Imaging", "NeuralNetwork", "Recognition", "Training"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "RecognitionTests",
            dependencies: ["Imaging", "NeuralNetwork", "Recognition"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "DaemonTests",
            dependencies: ["Daemon", "Imaging", "NeuralNetwork", "Recognition", "Spool"],
            swiftSettings: swiftSettings
        ),
        .testTarget(
            name: "digitdTests",
            dependencies: ["digitd", "Imaging", "NeuralNetwork", "Recognition", "Training"],
            swiftSettings: swiftSettings
        ),
    ]
)
