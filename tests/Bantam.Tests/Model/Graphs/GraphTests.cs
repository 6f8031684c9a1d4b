using Bantam.Model;

namespace Bantam.Tests.Model;

public sealed class GraphTests
{
    private static Graph Small => Graph.Create([6, 6, 1], x => x.Conv2d(2, 3).BatchNorm().Relu().Flatten().Dense(3));

    [Fact]
    public void A_layer_that_does_not_fit_is_named_with_what_it_got_and_expected()
    {
        ShapeException fault = Assert.Throws<ShapeException>(() => Graph.Create([6, 6, 1], x => x.Conv2d(4, 3).MaxPool(7)));
        Assert.Contains("'maxpool1'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("'conv1'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("[1, 6, 6, 4]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("7x7", fault.Message, StringComparison.Ordinal);

        fault = Assert.Throws<ShapeException>(() => Graph.Create([6, 6, 1], x => x.Dense(10)));
        Assert.Contains("'dense1'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Flatten()", fault.Message, StringComparison.Ordinal);

        fault = Assert.Throws<ShapeException>(() => Graph.Create([6, 6, 1], x => x.Conv2d(2, 3).Add(x.Conv2d(3, 3))));
        Assert.Contains("Node 'add1', after 'conv1' and 'conv2'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_that_is_too_large_names_its_node()
    {
        ShapeException fault = Assert.Throws<ShapeException>(() => Graph.Create([30_000, 30_000, 1], x => x.Conv2d(100, 1)));
        Assert.Contains("'conv1'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_of_one_name_are_refused()
    {
        GraphInput input = new([3]);
        Node first = new("same", new Relu(), input);
        Assert.Contains("'same'", Assert.Throws<ArgumentException>(() => new Graph(input, new Node("same", new Relu(), first))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Graph(input, new Node("input", new Relu(), input)));
    }

    [Fact]
    public void The_input_of_another_graph_is_refused()
    {
        GraphInput input = new([3]);
        Node foreign = new("relu", new Relu(), new GraphInput([3]));
        Assert.Contains("another graph", Assert.Throws<ArgumentException>(() => new Graph(input, foreign)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Graph(input, new GraphInput([3])));
        Assert.Throws<ArgumentException>(() => new Graph(input, new Node("add", new Add(), input, foreign)));
    }

    [Fact]
    public void A_graph_of_its_input_alone_is_the_identity()
    {
        Graph identity = Graph.Create([3], x => x);
        Tensor batch = SampleTensors.Uniform([2, 3]);
        Assert.Equal(batch.ToArray<float>(), identity.Run(batch).ToArray<float>());
        InferenceStep step = new(identity, 2);
        step.Run();
        Assert.Equal(new Shape(2, 3), step.Output.Shape);
    }

    [Fact]
    public void A_batch_of_another_shape_is_refused()
    {
        Assert.Contains("[N, 6, 6, 1]", Assert.Throws<ShapeException>(() => Small.Run(Tensor.Zeros([2, 6, 6, 3]))).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => Small.Run(Tensor.Scalar(1f)));
    }

    [Fact]
    public void The_content_hash_is_that_of_structure_and_values()
    {
        Assert.Equal(Small.ContentHash(), Small.ContentHash());
        Assert.Equal(64, Small.ContentHash().Length);
        Assert.Equal(Small.WithSeed(7).ContentHash(), Small.WithSeed(7).ContentHash());
        Assert.NotEqual(Small.ContentHash(), Small.WithSeed(7).ContentHash());
        Graph other = Graph.Create([6, 6, 1], x => x.Conv2d(2, 3).BatchNorm().Relu6().Flatten().Dense(3));
        Assert.NotEqual(Small.ContentHash(), other.ContentHash());

        Graph changed = Small;
        changed.Values[changed.Parameters[0]].Span<float>()[0] += 1e-6f;
        Assert.NotEqual(Small.ContentHash(), changed.ContentHash());
        GraphInput input = new([3]);
        Node relu = new("relu", new Relu(), input);
        Assert.NotEqual(new Graph(input, relu) { Preprocessing = "unit" }.ContentHash(), new Graph(input, relu).ContentHash());
    }

    [Fact]
    public void A_seed_changes_what_was_not_assigned()
    {
        Graph net = Small;
        Parameter weight = net.Parameters[0];
        Tensor assigned = Tensor.Full(weight.Shape, 2f);
        Graph with = net.With(net.Values.With([new(weight, assigned)])).WithSeed(9);
        Assert.Equal(9ul, with.Values.Seed);
        Assert.Same(assigned, with.Values[weight]);
        Assert.True(with.Values.IsAssigned(weight));
        Parameter dense = net.Parameters[^2];
        Assert.NotEqual(net.Values[dense].ToArray<float>(), with.Values[dense].ToArray<float>());
        Assert.Throws<ShapeException>(() => net.Values.With([new(weight, Tensor.Zeros([1]))]));
    }

    [Fact]
    public void Users_are_found_and_running_statistics_are_no_parameters()
    {
        Graph net = Small;
        Node conv = net.Nodes[0];
        Assert.Equal("batchnorm1", Assert.Single(net.UsersOf(conv)).Name);
        Assert.Empty(net.UsersOf(net.Output));
        Assert.Equal((9 * 2) + 2 + 4 + (72 * 3) + 3, net.ParameterCount);
        Assert.False(net.Parameters.Single(p => p.Name == "batchnorm1.moments").IsTrainable);
    }

    [Fact]
    public void Branches_are_named_in_one_sequence()
    {
        Graph net = ResNets.ResNet8([32, 32, 3], 10);
        Assert.Equal(net.Nodes.Count, net.Nodes.Select(node => node.Name).Distinct().Count());
        Node join = net.Nodes.First(node => node.Op is Add);
        Assert.Equal(2, net.UsersOf(join.Inputs[1]).Count());
        Assert.Equal(new Shape(2, 10), net.Run(SampleTensors.Uniform([2, 32, 32, 3])).Shape);
        Assert.True(net.Nodes.Select((node, i) => node.Inputs.OfType<Node>().All(input => net.Nodes.Take(i).Contains(input))).All(isAfter => isAfter));
    }

    [Fact]
    public void Deep_and_wide_graphs_of_constants_are_counted_at_once()
    {
        // Each value is read twice: whoever walked all paths would walk 2¹⁰⁰⁰⁰⁰.
        GraphInput input = new([4]);
        Value constant = new Parameter("p", [1, 4], Initializer.Of(1));
        for (int i = 0; i < 100_000; i++)
        {
            constant = new Node($"c{i}", new Add(), constant, constant);
        }

        Graph net = new(input, new Node("sum", new Add(), input, constant));
        Assert.True(((Node)constant).IsConstant);
        Assert.Equal(4, Bantam.Costs.CostCounter.Count(net).Parameters);
    }

    [Fact]
    public void A_graph_has_several_inputs_and_outputs()
    {
        GraphInput left = new("left", [2]);
        GraphInput right = new("right", [2]);
        Node sum = new("sum", new Add(), left, right);
        Node positive = new("positive", new Relu(), sum);
        Graph net = new([left, right], [positive, sum]);
        Tensor[] results = net.Run([Tensor.From<float>([1, 2], 1, -5), Tensor.From<float>([1, 2], 2, 3)]);
        Assert.Equal([3, 0f], results[0].ToArray<float>());
        Assert.Equal([3, -2f], results[1].ToArray<float>());

        using MemoryStream file = new();
        ModelFile.Write(net, file);
        Graph read = ModelFile.Read(file);
        Assert.Equal(["left", "right"], read.Inputs.Select(input => input.Name));
        Assert.Equal(["positive", "sum"], read.Outputs.Select(output => output.Name));
        Assert.Equal(net.ContentHash(), read.ContentHash());
        Assert.Contains("2 inputs", Assert.Throws<ShapeException>(() => net.Run([Tensor.Zeros([1, 2])])).Message, StringComparison.Ordinal);
        Assert.Contains("inputs and outputs", Assert.Throws<ArgumentException>(() => new Graph([], [sum])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_fixes_its_batch_runs_at_that_batch_only()
    {
        GraphInput input = new("x", [2], batch: 3);
        Graph net = new(input, new Node("turned", new Permute(new Axes([1, 0])), input));
        Assert.Equal([2, 3], net.Run(Tensor.Zeros([3, 2])).Shape);
        Assert.Contains("batch of 3", Assert.Throws<ShapeException>(() => net.Run(Tensor.Zeros([1, 2]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_cannot_be_trained() =>
        Assert.Contains("no optimizer", Assert.Throws<ArgumentException>(() => new Parameter("w", new TensorType(ElementType.Int8, [2]), Initializer.Of(0), isTrainable: true)).Message, StringComparison.Ordinal);
}
