using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Activation functions.</summary>
internal static class ActivationReaders
{
    public static IEnumerable<(string, OpReader)> All =>
    [
        ("Relu", node => Of(node, new Relu())),
        ("Sigmoid", node => Of(node, new Sigmoid())),
        ("Tanh", node => Of(node, new Tanh())),
        ("LeakyRelu", node => Of(node, new LeakyRelu(node.Real("alpha", 0.01)))),
        ("Elu", node => Of(node, new Elu(node.Real("alpha", 1)))),
        ("Selu", node => Of(node, new Elu(node.Real("alpha", 1.67326319217681884765625)), new Scale(node.Real("gamma", 1.05070102214813232421875)))),
        ("Celu", Celu),
        ("HardSwish", node => Of(node, new HardSwish())),
        ("HardSigmoid", node => Composed(node, (graph, x) => graph.Apply(new Clip(0, 1), Compositions.Plus(graph, Compositions.Times(graph, node.Real("alpha", 0.2), x), node.Real("beta", 0.5))))),
        ("Softplus", node => Composed(node, Compositions.Softplus)),
        ("Softsign", node => Composed(node, (graph, x) => graph.Apply(new Divide(), x, Compositions.Plus(graph, graph.Apply(new Abs(), x), 1)))),
        ("Mish", node => Composed(node, (graph, x) => graph.Apply(new Multiply(), x, graph.Apply(new Tanh(), Compositions.Softplus(graph, x))))),
        ("Swish", node => Composed(node, (graph, x) => graph.Apply(new Multiply(), x, graph.Apply(new Sigmoid(), Compositions.Times(graph, node.Real("alpha", 1), x))))),
        ("Gelu", node => Composed(node, (graph, x) => Gelu(graph, x, node.Text("approximate", "none") == "tanh"))),
        ("ThresholdedRelu", node => Composed(node, (graph, x) => graph.Apply(new Multiply(), x, Compositions.IsLess(graph, graph.Number(node.Real("alpha", 1)), x)))),
        ("PRelu", ParametricRelu),
        ("Softmax", node => Softmax(node, new Softmax())),
        ("LogSoftmax", node => Softmax(node, new LogSoftmax())),
    ];

    private static void Of(NodeReader node, params Op[] ops) => ArithmeticReaders.Unary(node, ops);

    private static void Composed(NodeReader node, Func<ImportContext, Value, Value> function) =>
        node.Set(Elementwise.Unary(node.Graph, node.Input(), x => function(node.Graph, x)));

    private static void Celu(NodeReader node)
    {
        double alpha = node.Real("alpha", 1);
        Of(node, new Scale(1 / alpha), new Elu(1), new Scale(alpha));
    }

    private static Node Gelu(ImportContext graph, Value x, bool isByTanh)
    {
        // tanh(√(2/π)·(x + 0.044715·x³)) stands for erf(x/√2).
        Value inner = isByTanh
            ? graph.Apply(new Tanh(), Compositions.Times(graph, Math.Sqrt(2 / Math.PI), graph.Apply(new Add(), x, Compositions.Times(graph, 0.044715, graph.Apply(new Multiply(), x, graph.Apply(new Power(2), x))))))
            : Compositions.Erf(graph, Compositions.Times(graph, Math.Sqrt(0.5), x));
        return graph.Apply(new Multiply(), Compositions.Times(graph, 0.5, x), Compositions.Plus(graph, inner, 1));
    }

    private static void ParametricRelu(NodeReader node)
    {
        ImportContext graph = node.Graph;
        if (node.Input(1).Constant is { IsUniform: true } slope && double.IsFinite(slope.Real(0)))
        {
            Of(node, new LeakyRelu(slope.Real(0)));
            return;
        }

        node.Set(Elementwise.Of(
            graph,
            [node.Input(), node.Aligned(1, firstAxis: 1)],
            x => graph.Apply(new Add(), graph.Apply(new Relu(), x[0]), graph.Apply(new Multiply(), graph.Apply(new Minimum(), x[0], graph.Number(0)), x[1])),
            isTrainable: true));
    }

    private static void Softmax(NodeReader node, Op op)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        int axis = node.Axis(node.Whole("axis", node.Opset < 13 ? 1 : -1), x.Rank);

        // Before opset 13, all axes from this one on make one row.
        if (node.Opset < 13 && x.Shape.Lengths[(axis + 1)..].ToArray().Any(length => length != 1))
        {
            int rows = x.Shape.Lengths[..axis].ToArray().Aggregate(1, (product, length) => product * length);
            Value flat = graph.Apply(op, Shaping.Declared(graph, x, [rows, x.Shape.Count / rows]));
            node.Set(ImportedValue.Of(Shaping.Reshaped(graph, flat, x.Shape), x.Shape));
            return;
        }

        bool isRow = x.Order == StoredOrder.AsDeclared || (x.Order == StoredOrder.FlattenedChannelsLast && axis == 1);
        if ((x.Order == StoredOrder.ChannelsLast && axis == 1) || (isRow && axis == x.Rank - 1))
        {
            Of(node, op);
            return;
        }

        int[] order = [.. Enumerable.Range(0, x.Rank)];
        (order[axis], order[^1]) = (order[^1], order[axis]);
        Value moved = graph.Apply(op, graph.Reordered(graph.Declared(x), order));
        node.Set(ImportedValue.Of(graph.Reordered(moved, order), x.Shape));
    }
}
