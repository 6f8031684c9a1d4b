using Bantam.Compression;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Passes that move and remove nodes: bit for bit the same outputs on random networks.</summary>
public sealed class GraphPassTests
{
    public static TheoryData<Pass> ExactPasses { get; } = [new FoldConstants(), new DropDeadCode(), new CancelPermutes()];

    [Theory, MemberData(nameof(ExactPasses))]
    [Trait("Ledger", "S169")]
    public void Exact_passes_keep_every_bit_of_random_networks(Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        Assert.Equal(PassSafety.Exact, pass.Safety);
        int smaller = 0;
        for (ulong seed = 0; seed < 25; seed++)
        {
            Graph net = Drawn(seed);
            Graph result = pass.Apply(net);
            Tensor batch = SampleTensors.Uniform(net.Input.SampleShape.WithBatch(100), seed);
            Assert.Equal(net.Run(batch).ToArray<float>(), result.Run(batch).ToArray<float>());
            Assert.Equal(net.Output.Type, result.Output.Type);
            smaller += result.Nodes.Count < net.Nodes.Count ? 1 : 0;
        }

        Assert.InRange(smaller, 10, 25);
    }

    [Fact]
    [Trait("Ledger", "S350")]
    public void What_depends_on_parameters_alone_is_computed_once()
    {
        GraphInput input = new([3]);
        Parameter weight = new("w", [3, 2], new HeNormal(3));
        Node turned = new("turned", new Transpose(), new Node("doubled", new Scale(2), weight));
        Graph net = new(input, new Node("layer", new Dense(), input, turned));
        Graph result = new FoldConstants().Apply(net);
        Parameter folded = Assert.Single(result.Parameters);
        Assert.Equal(("turned", new Shape(2, 3), true), (folded.Name, folded.Shape, folded.IsTrainable));
        Assert.Single(result.Nodes);
        Tensor batch = SampleTensors.Uniform([5, 3]);
        Assert.Equal(net.Run(batch).ToArray<float>(), result.Run(batch).ToArray<float>());
    }

    [Fact]
    public void Quantized_weights_stay_for_lowering_to_read()
    {
        Graph net = Graph.Create([4], x => x.Dense(3).Relu().Dense(2));
        Graph quantized = new PostTrainingQuantization([SampleTensors.Uniform([8, 4])]).Apply(net);
        Assert.Same(quantized.Output, new FoldConstants().Apply(quantized).Output);
    }

    [Fact]
    public void Two_reorderings_cancel_across_what_works_element_by_element()
    {
        GraphInput input = new([4, 5, 3]);
        Value first = new Node("first", new Permute([0, 3, 1, 2]), input);
        Value bent = new Node("bent", new Relu6(), new Node("scaled", new Scale(0.5), first));
        Value second = new Node("second", new Permute([0, 3, 1, 2]), new Node("abs", new Clip(-1, 1), input));
        Value sum = new Node("sum", new Add(), bent, second);
        Value back = new Node("back", new Permute([0, 2, 3, -3]), sum);
        Graph net = new(input, new Node("end", new Sigmoid(), back));
        Graph result = new CancelPermutes().Apply(net);
        Assert.DoesNotContain(result.Nodes, node => node.Op is Permute);
        Tensor batch = SampleTensors.Uniform([3, 4, 5, 3]);
        Assert.Equal(net.Run(batch).ToArray<float>(), result.Run(batch).ToArray<float>());
    }

    [Fact]
    public void A_reordering_that_others_read_stays_where_it_is()
    {
        GraphInput input = new([4, 5, 3]);
        Value turned = new Node("turned", new Permute([0, 3, 1, 2]), input);
        Value left = new Node("left", new Relu(), turned);
        Graph net = new(input, new Node("sum", new Add(), left, new Node("right", new Slice(1, 0, 3), turned)));
        Assert.Same(net.Output, new CancelPermutes().Apply(net).Output);
    }

    [Fact]
    public void Identities_are_dead_code()
    {
        GraphInput input = new([2, 3]);
        Value value = new Node("relu", new Relu(), input);
        value = new Node("same", new Reshape([2, 3]), value);
        value = new Node("order", new Permute([0, 1, -1]), value);
        value = new Node("slice", new Slice(2, 0, 3), value);
        value = new Node("pad", new Pad([0, 0, 0], [0, 0, 0]), value);
        value = new Node("one", new Concat(), value);
        value = new Node("factor", new Scale(1), value);
        Graph result = new DropDeadCode().Apply(new Graph(input, value));
        Assert.Equal("relu", Assert.Single(result.Nodes).Name);
        Graph only = new(input, new Node("flat", new Scale(1), input));
        Assert.Same(only.Output, new DropDeadCode().Apply(only).Output);
    }

    [Fact]
    [Trait("Ledger", "S023")]
    public void A_bias_becomes_a_weight_and_comes_back_bit_for_bit()
    {
        Graph example = Graph.Create([2], x => x.Dense(2));
        example = example.With(example.Values.With(
        [
            new(example.Parameters[0], Tensor.From<float>([2, 2], 1, 2, 3, 4)),
            new(example.Parameters[1], Tensor.From<float>([2], 5, 6)),
        ]));
        Tensor sample = Tensor.From([1, 2], 7f, 8f);
        Graph folded = new BiasAsInput().Apply(example);
        Assert.Equal([28, 59], example.Run(sample).ToArray<float>());
        Assert.Equal([28, 59], folded.Run(sample).ToArray<float>());
        Assert.Equal([1, 2, 5, 3, 4, 6], folded.Values[folded.Parameters[0]].ToArray<float>());

        for (ulong seed = 0; seed < 10; seed++)
        {
            Graph net = Graph.Create([4, 3], x => x.Flatten().Dense(7).Relu().Dense(5, bias: false).Dense(3)).WithSeed(seed);
            net = net.With(net.Values.With(net.Parameters.Select(parameter => KeyValuePair.Create(parameter, SampleTensors.Uniform(parameter.Shape, seed + (ulong)parameter.Name.Length)))));
            Graph there = new BiasAsInput().Apply(net);
            Assert.All(there.Nodes.Where(node => node.Op is Dense), node => Assert.Equal(2, node.Inputs.Count));
            Tensor batch = SampleTensors.Uniform([6, 4, 3], seed);
            SampleTensors.AssertNear([.. net.Run(batch).ToArray<float>().Select(value => (double)value)], there.Run(batch), 1e-5);
            Graph back = new InputAsBias().Apply(there);
            Assert.Equal(net.Nodes.Select(node => (node.Name, node.Op)), back.Nodes.Select(node => (node.Name, node.Op)));
            Assert.Equal(net.Parameters.Select(parameter => parameter.Name), back.Parameters.Select(parameter => parameter.Name));
            Assert.All(net.Parameters.Zip(back.Parameters), pair => Assert.Equal(net.Values[pair.First].ToArray<float>(), back.Values[pair.Second].ToArray<float>()));
        }
    }

    /// <summary>A network of random layers with reorderings, constants and identities among them.</summary>
    private static Graph Drawn(ulong seed)
    {
        RandomStream random = new(seed, "drawn");
        GraphInput input = new([3, 4, 5]);
        Value value = input;
        for (int i = 0; i < 14; i++)
        {
            Shape shape = value.Type.Shape;
            Parameter parameter = new($"p{i}", [shape[^1]], Initializer.Of(0.25f));
            value = random.NextInt32(8) switch
            {
                0 => new Node($"n{i}", new Permute([0, 2, 3, 1]), value),
                1 => new Node($"n{i}", new Permute([0, 3, 1, 2]), value),
                2 => new Node($"n{i}", new Transpose(), value),
                3 => new Node($"n{i}", new Add(), value, new Node($"c{i}", new Exp(), new Node($"d{i}", new Scale(-3), parameter))),
                4 => new Node($"n{i}", new Scale(1), value),
                5 => new Node($"n{i}", new Reshape(shape.WithoutBatch()), value),
                6 => new Node($"n{i}", new Add(), value, new Node($"t{i}", new Tanh(), value)),
                _ => new Node($"n{i}", new Sigmoid(), value),
            };
        }

        return new Graph(input, new Node("end", new Relu(), value));
    }
}
