namespace Bantam.Bench;

/// <summary>The sizes of a matrix product: [M, K] times [K, N].</summary>
internal readonly record struct GemmShape(int M, int K, int N)
{
    public double Operations => 2.0 * M * K * N;

    public override string ToString() => $"{M}x{K}x{N}";

    /// <summary>Cubes, dense layers at several batch sizes, and what the convolutions of small networks come to.</summary>
    public static IReadOnlyList<GemmShape> All { get; } =
    [
        new(16, 16, 16), new(24, 24, 24), new(32, 32, 32), new(48, 48, 48), new(64, 64, 64), new(96, 96, 96),
        new(128, 128, 128), new(192, 192, 192), new(256, 256, 256), new(384, 384, 384), new(512, 512, 512),
        new(1024, 1024, 1024), new(2048, 2048, 2048),

        // Dense layers: forward, then the two gradients of one of them.
        new(1, 784, 128), new(1, 784, 256), new(1, 256, 128), new(1, 128, 10),
        new(32, 784, 128), new(32, 784, 256), new(32, 256, 128), new(32, 128, 10),
        new(64, 784, 128), new(64, 784, 256), new(64, 256, 128), new(64, 128, 10),
        new(128, 784, 256), new(128, 256, 128), new(128, 128, 10), new(256, 784, 256), new(256, 256, 128),
        new(784, 64, 256), new(64, 256, 784),

        // Convolutions as products: channels x patch x pixels (NCHW) and pixels x patch x channels (NHWC).
        new(16, 144, 1024), new(1024, 144, 16), new(1024, 27, 16), new(32, 288, 256), new(256, 288, 32), new(64, 576, 64),
        new(32768, 144, 16), new(8192, 288, 32), new(125, 64, 64), new(4000, 64, 64), new(36, 128, 128), new(2304, 8, 16),
    ];
}
