using Bantam.Compression;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Deployment;

/// <summary>Small networks of odd sizes with random parameters. Together they use every op that lowers.</summary>
internal static class SampleNetworks
{
    private static readonly (string Name, Func<Graph> Create)[] Families =
    [
        ("convolutions", Convolutions),
        ("depthwise", Depthwise),
        ("residual", Residual),
        ("pools", Pools),
        ("activations", Activations),
        ("reshapes", Reshapes),
        ("branches", Branches),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Families.Select(family => family.Name)];

    /// <summary>A network of this name, or for <c>random7</c> one whose layers are drawn from seed 7.</summary>
    public static Graph Create(string name)
    {
        Graph graph = name.StartsWith("random", StringComparison.Ordinal)
            ? Drawn(ulong.Parse(name.AsSpan("random".Length), System.Globalization.CultureInfo.InvariantCulture))
            : Families.Single(family => family.Name == name).Create();
        return WithRandomParameters(graph, name);
    }

    /// <summary>The network of a name, folded and quantized.</summary>
    public static Graph Quantized(string name)
    {
        Graph graph = InferencePasses.Apply(Create(name));
        return new PostTrainingQuantization([Batch(graph, 16, "calibration")]).Apply(graph);
    }

    public static Plan PlanOf(string name, RoundingProfile rounding = RoundingProfile.Tflm) => Lowering.Lower(Quantized(name), rounding);

    /// <summary>Samples of a normal distribution.</summary>
    public static Tensor Batch(Graph graph, int count, string name)
    {
        Tensor batch = Tensor.Zeros(graph.Input.SampleShape.WithBatch(count));
        RandomStream random = new(3, name);
        foreach (ref float value in batch.Span<float>())
        {
            value = (float)random.NextNormal();
        }

        return batch;
    }

    /// <summary>Samples of codes: all equally likely, after one of the smallest, one of the largest and one of alternating codes.</summary>
    public static sbyte[] Codes(int sampleBytes, int count)
    {
        sbyte[] codes = new sbyte[sampleBytes * count];
        RandomStream random = new(4, "codes");
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (i / sampleBytes) switch
            {
                0 => sbyte.MinValue,
                1 => sbyte.MaxValue,
                2 => i % 2 == 0 ? sbyte.MinValue : sbyte.MaxValue,
                _ => (sbyte)random.NextInt32(256),
            };
        }

        return codes;
    }

    /// <summary>The outputs of the host runtime, back to back.</summary>
    public static sbyte[] RunOnHost(Plan plan, sbyte[] codes)
    {
        PlanRuntime runtime = new(plan);
        List<sbyte> outputs = [];
        for (int start = 0; start < codes.Length; start += plan.Input.Bytes)
        {
            outputs.AddRange(runtime.Run(codes.AsSpan(start, plan.Input.Bytes)));
        }

        return [.. outputs];
    }

    private static Graph WithRandomParameters(Graph graph, string name)
    {
        RandomStream random = new(5, name);
        Dictionary<Parameter, Tensor> values = new(ReferenceEqualityComparer.Instance);
        foreach (Parameter parameter in graph.Parameters.Where(parameter => parameter.Initializer is not HeNormal))
        {
            Tensor value = graph.Values[parameter].Clone();
            foreach (ref float x in value.Span<float>())
            {
                x += random.Uniform(-0.4f, 0.4f);
            }

            values[parameter] = value;
        }

        return graph.With(graph.Values.With(values));
    }

    private static Graph Convolutions() => Graph.Create([11, 9, 3], x => x
        .Conv2d(5, new Size2d(3, 5), new Size2d(2, 1)).BatchNorm().Relu()
        .Conv2d(7, 1, bias: false).Relu6()
        .Conv2d(4, new Size2d(2, 3), padding: new Padding { Mode = PaddingMode.Explicit, Top = 2, Left = 0, Bottom = 1, Right = 3 })
        .Conv2d(6, 3, 2, Padding.Valid).Relu()
        .Conv2d(3, new Size2d(1, 4), padding: Padding.Same));

    private static Graph Depthwise() => Graph.Create([9, 13, 2], x => x
        .Conv2d(5, 3, 2, bias: false).BatchNorm().Relu6()
        .DepthwiseConv2d(3, bias: false).BatchNorm().Relu()
        .Conv2d(9, 1).Relu()
        .DepthwiseConv2d(new Size2d(2, 5), new Size2d(1, 2), Padding.All(1))
        .DepthwiseConv2d(2, 2, Padding.Valid).Relu6()
        .GlobalAveragePool().Dense(5));

    private static Graph Residual() => Graph.Create([7, 5, 3], x =>
    {
        GraphBuilder stem = x.Conv2d(6, 3).Relu();
        GraphBuilder first = stem.Conv2d(6, 3).BatchNorm().Add(stem).Relu();
        GraphBuilder second = first.Conv2d(6, 3, 2).Relu().Conv2d(6, 3).Add(first.Conv2d(6, 1, 2)).Relu6();
        return second.Add(second).GlobalAveragePool().Dense(4).Softmax();
    });

    private static Graph Pools() => Graph.Create([13, 11, 3], x => x
        .MaxPool(3, 2, Padding.Same)
        .Conv2d(5, 3)
        .AveragePool(new Size2d(3, 2), new Size2d(2, 1), Padding.Same)
        .AveragePool(2, 1)
        .Conv2d(4, 1).Relu()
        .MaxPool(new Size2d(1, 3), 1, Padding.All(0))
        .GlobalAveragePool());

    private static Graph Activations() => Graph.Create([6, 7, 2], x =>
    {
        GraphBuilder y = x.Relu().Conv2d(3, 3);
        GraphBuilder rectified = y.Relu().Add(y.Relu6());
        return rectified.Add(y.Sigmoid()).Flatten().Dense(9).Sigmoid().Dense(7).Softmax();
    });

    private static Graph Reshapes() => Graph.Create([30], x => x
        .Reshape([5, 3, 2]).Conv2d(7, 2).Flatten().Dense(12).Relu().Reshape([2, 2, 3]).Softmax());

    /// <summary>The input has three users; the output of one layer is read by the next two and at the end again.</summary>
    private static Graph Branches() => Graph.Create([5, 5, 4], x =>
    {
        GraphBuilder pooled = x.AveragePool(2, 1, Padding.Same);
        GraphBuilder sum = x.Conv2d(4, 1).Add(pooled).Relu();
        GraphBuilder deep = sum.DepthwiseConv2d(3).Add(x);
        return deep.Conv2d(4, 3).Relu().Add(sum).Flatten();
    });

    private static Graph Drawn(ulong seed)
    {
        RandomStream random = new(seed, "layers");
        Shape input = [(2 * random.NextInt32(5)) + 5, (2 * random.NextInt32(5)) + 5, 1 + random.NextInt32(4)];
        return Graph.Create(input, x =>
        {
            for (int layer = 0; layer < 6; layer++)
            {
                x = Layer(x, random);
            }

            return random.NextInt32(2) == 0
                ? x.GlobalAveragePool().Dense(3 + random.NextInt32(5))
                : x.Flatten().Dense(3 + random.NextInt32(5)).Softmax();
        });
    }

    private static GraphBuilder Layer(GraphBuilder x, RandomStream random)
    {
        Size2d kernel = new(1 + random.NextInt32(3), 1 + random.NextInt32(3));
        Size2d stride = new(1 + random.NextInt32(2), 1 + random.NextInt32(2));
        Padding padding = random.NextInt32(2) == 0 ? Padding.Same : Padding.All(random.NextInt32(Math.Min(kernel.Height, kernel.Width)));
        bool tooSmall = padding.Mode != PaddingMode.Same && (x.Shape[0] < kernel.Height || x.Shape[1] < kernel.Width);
        padding = tooSmall ? Padding.Same : padding;
        return random.NextInt32(8) switch
        {
            0 => x.MaxPool(kernel, stride, padding),
            1 => x.AveragePool(kernel, stride, padding),
            2 => x.DepthwiseConv2d(kernel, stride, padding).Relu(),
            3 => x.Add(x.Conv2d(x.Shape[2], kernel)).Relu6(),
            4 => x.Sigmoid().Add(x),
            _ => x.Conv2d(1 + random.NextInt32(9), kernel, stride, padding).Relu(),
        };
    }
}
