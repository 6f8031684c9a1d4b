using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Comparisons, logic, selection and casts: truth is 1 and falsehood 0.</summary>
internal static class ComparisonReaders
{
    public static IEnumerable<(string, OpReader)> All =>
    [
        ("Less", node => Compare(node, (graph, a, b) => Compositions.IsLess(graph, a, b))),
        ("Greater", node => Compare(node, (graph, a, b) => Compositions.IsLess(graph, b, a))),
        ("LessOrEqual", node => Compare(node, (graph, a, b) => Compositions.Not(graph, Compositions.IsLess(graph, b, a)))),
        ("GreaterOrEqual", node => Compare(node, (graph, a, b) => Compositions.Not(graph, Compositions.IsLess(graph, a, b)))),
        ("Equal", node => Compare(node, (graph, a, b) => Compositions.Not(graph, graph.Apply(new Add(), Compositions.IsLess(graph, a, b), Compositions.IsLess(graph, b, a))))),
        ("And", node => Compare(node, (graph, a, b) => graph.Apply(new Multiply(), a, b))),
        ("Or", node => Compare(node, (graph, a, b) => graph.Apply(new Maximum(), a, b))),
        ("Not", node => node.Set(Elementwise.Unary(node.Graph, node.Input(), x => Compositions.Not(node.Graph, x)))),
        ("Where", Where),
        ("Cast", node => Cast(node, OnnxElements.Of(node.Int("to", 0), node.Place))),
        ("CastLike", node => Cast(node, node.Input(1).Element)),
    ];

    private static void Compare(NodeReader node, Func<ImportContext, Value, Value, Value> function) =>
        node.Set(Elementwise.Of(node.Graph, [node.Input(0), node.Input(1)], x => function(node.Graph, x[0], x[1])) with { Element = OnnxElement.Bool });

    private static void Where(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue[] inputs = [node.Input(0), node.Input(1), node.Input(2)];
        node.Set(Elementwise.Of(graph, inputs, x => Chosen(graph, x[0], x[1], x[2])) with { Element = inputs[1].Element });
    }

    /// <summary>One of two numbers: both are computed, so neither may be infinite.</summary>
    private static Node Chosen(ImportContext graph, Value condition, Value yes, Value no) =>
        graph.Apply(new Add(), graph.Apply(new Multiply(), condition, yes), graph.Apply(new Multiply(), Compositions.Not(graph, condition), no));

    private static void Cast(NodeReader node, OnnxElement element)
    {
        ImportedValue x = node.Input();
        if (x.Constant is { } constant)
        {
            node.Set(ImportedValue.Of(ConstantArithmetic.Cast(constant, element)));
            return;
        }

        ImportContext graph = node.Graph;
        ImportedValue cast = (x.Element.IsFloat, element) switch
        {
            (_, OnnxElement.Bool) => Elementwise.Unary(graph, x, value => IsNotZero(graph, value)),
            (true, _) when !element.IsFloat => Elementwise.Unary(graph, x, value => Compositions.Truncated(graph, value)),
            _ when x.Codes is not null => Elementwise.Unary(graph, x),
            _ => x,
        };
        node.Set(cast with { Element = element });
    }

    private static Node IsNotZero(ImportContext graph, Value x) =>
        graph.Apply(new Add(), Compositions.IsLess(graph, x, graph.Number(0)), Compositions.IsLess(graph, graph.Number(0), x));
}
