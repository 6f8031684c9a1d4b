using Bantam.Model;

namespace Bantam.Tests.Costs;

/// <summary>Networks whose counted instructions the costs of kernels are fitted to: many shapes of each kernel, and no network of the zoo.</summary>
internal static class CalibrationNetworks
{
    public static IReadOnlyList<(string Name, Graph Graph)> All { get; } =
    [
        ("convolutions", Convolutions()),
        ("pointwise", Pointwise()),
        ("depthwise", Depthwise()),
        ("dense", Dense()),
        ("wide-dense", Graph.Create([400], x => x.Dense(64).Relu().Dense(96).Relu().Dense(4).Softmax())),
        ("sums", Sums()),
        ("pools", Pools()),
        ("more-pools", MorePools()),
        ("functions", Functions()),
    ];

    private static Graph Convolutions() => Graph.Create([20, 14, 1], x => x
        .Conv2d(8, 5, padding: Padding.Valid).Relu()
        .Conv2d(12, 3).Relu()
        .Conv2d(16, 3, 2).Relu()
        .Conv2d(24, new Size2d(5, 2)).Relu()
        .Conv2d(32, 3).Relu()
        .Conv2d(20, 3, 2).Relu()
        .Conv2d(40, new Size2d(1, 3)).Relu());

    private static Graph Pointwise() => Graph.Create([12, 10, 3], x => x
        .Conv2d(8, 3, 2).Relu()
        .Conv2d(48, 1).Relu()
        .Conv2d(24, 1).Relu()
        .Conv2d(64, 1).Relu()
        .Conv2d(80, 1, 2).Relu()
        .Conv2d(16, 1).Relu());

    private static Graph Depthwise() => Graph.Create([18, 16, 4], x => x
        .DepthwiseConv2d(3).Relu()
        .Conv2d(16, 1).Relu()
        .DepthwiseConv2d(3, 2).Relu()
        .Conv2d(40, 1).Relu()
        .DepthwiseConv2d(3).Relu()
        .DepthwiseConv2d(new Size2d(5, 3)).Relu()
        .DepthwiseConv2d(new Size2d(2, 2), 2).Relu()
        .Conv2d(96, 1).Relu()
        .DepthwiseConv2d(3).Relu());

    private static Graph Dense() => Graph.Create([24], x => x
        .Dense(200).Relu().Dense(12).Relu().Dense(160).Relu().Dense(48).Relu().Dense(8).Relu().Dense(32));

    private static Graph Sums() => Graph.Create([10, 8, 4], x =>
    {
        GraphBuilder first = x.Conv2d(8, 1).Relu();
        GraphBuilder second = first.Add(first.Conv2d(8, 1)).Relu();
        GraphBuilder third = second.Conv2d(20, 1).Relu();
        return third.Add(third.Conv2d(20, 1)).Conv2d(3, 1, 4).Add(x.Conv2d(3, 1, 4));
    });

    private static Graph Pools() => Graph.Create([20, 18, 6], x => x
        .MaxPool(2).Conv2d(12, 1).MaxPool(3, 1, Padding.Same).AveragePool(2, 1).Conv2d(20, 1)
        .AveragePool(new Size2d(3, 2), 1, Padding.Same).MaxPool(new Size2d(2, 3), 2).Conv2d(7, 1).AveragePool(2).GlobalAveragePool());

    private static Graph MorePools() => Graph.Create([24, 24, 3], x => x
        .MaxPool(new Size2d(1, 2), new Size2d(1, 2)).Conv2d(8, 1).AveragePool(new Size2d(1, 2), new Size2d(1, 2)).Conv2d(16, 1).MaxPool(2)
        .Conv2d(10, 1).AveragePool(3, 1, Padding.Same).Conv2d(40, 1).MaxPool(3, 2, Padding.Same).AveragePool(new Size2d(3, 1)).GlobalAveragePool());

    private static Graph Functions() => Graph.Create([12, 10, 3], x => x
        .Sigmoid().Conv2d(12, 1).Sigmoid().GlobalAveragePool().Dense(90).Softmax().Sigmoid().Dense(12).Softmax().Dense(40).Softmax());
}
