using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Arithmetic, element by element.</summary>
internal static class ArithmeticReaders
{
    // Beyond this many different exponents a power has no closed form worth its ops.
    private const int MaximumExponents = 16;

    public static IEnumerable<(string, OpReader)> All =>
    [
        ("Add", BiasReader.Add),
        ("Sub", node => Binary(node, new Subtract())),
        ("Mul", Multiply),
        ("Div", Divide),
        ("Sum", node => Several(node, new Add())),
        ("Max", node => Several(node, new Maximum())),
        ("Min", node => Several(node, new Minimum())),
        ("Mean", Mean),
        ("Pow", Power),
        ("Neg", node => Unary(node, new Scale(-1))),
        ("Abs", node => Unary(node, new Abs())),
        ("Floor", node => Unary(node, new Floor())),
        ("Ceil", node => Unary(node, new Ceiling())),
        ("Round", node => Unary(node, new Round())),
        ("Exp", node => Unary(node, new Exp())),
        ("Log", node => Unary(node, new Log())),
        ("Sqrt", node => Unary(node, new Sqrt())),
        ("Reciprocal", node => Unary(node, new Power(-1))),
        ("Sign", Sign),
        ("Erf", node => node.Set(Elementwise.Unary(node.Graph, node.Input(), x => Compositions.Erf(node.Graph, x)))),
        ("Clip", Clip),
    ];

    public static void Unary(NodeReader node, params Op[] ops) => node.Set(Elementwise.Unary(node.Graph, node.Input(), ops));

    public static void Binary(NodeReader node, Op op) =>
        node.Set(Elementwise.Of(node.Graph, [node.Input(), node.Aligned(1)], x => node.Graph.Apply(op, x)));

    private static void Multiply(NodeReader node)
    {
        (ImportedValue a, ImportedValue b) = (node.Input(0), node.Input(1));
        if (Factor(a, b) is { } factor)
        {
            node.Set(Elementwise.Unary(node.Graph, a, new Scale(factor)));
        }
        else if (Factor(b, a) is { } first)
        {
            node.Set(Elementwise.Unary(node.Graph, b, new Scale(first)));
        }
        else
        {
            Binary(node, new Multiply());
        }
    }

    private static void Divide(NodeReader node)
    {
        if (!node.Input().Element.IsFloat)
        {
            throw node.Refusal("dividing integers that the network computes", "Cast them to floating point first.");
        }

        Binary(node, new Divide());
    }

    /// <summary>The number by which a whole tensor is multiplied, if it is one and does not change the shape.</summary>
    private static double? Factor(ImportedValue x, ImportedValue factor) =>
        x.Constant is null && factor.Constant is { Count: 1 } number && number.Shape.Rank <= x.Rank && double.IsFinite(number.Real(0)) ? number.Real(0) : null;

    private static void Several(NodeReader node, Op op) =>
        node.Set(Elementwise.Of(node.Graph, node.Inputs(), x => x.Length == 1 ? x[0] : x.Aggregate((a, b) => node.Graph.Apply(op, a, b))));

    private static void Mean(NodeReader node)
    {
        int count = node.InputCount;
        node.Set(Elementwise.Of(node.Graph, node.Inputs(), x => node.Graph.Apply(new Scale(1.0 / count), x.Aggregate((a, b) => node.Graph.Apply(new Add(), a, b)))));
    }

    private static void Power(NodeReader node)
    {
        ImportedValue x = node.Input();
        ConstantTensor exponents = node.Constant(1);
        double[] different = [.. exponents.Singles().Distinct().Select(exponent => (double)exponent).Take(MaximumExponents + 1)];
        if (different.Length > MaximumExponents)
        {
            throw node.Refusal($"a power with more than {MaximumExponents} different exponents", "Use one exponent for all elements.");
        }

        if (different.Length == 1 && exponents.Shape.Rank <= x.Rank && Elementwise.Broadcast(x, node.Input(1)) == x.Shape)
        {
            Unary(node, new Power(different[0]));
            return;
        }

        // One power for each exponent, each where it holds.
        ImportedValue[] masks = [.. different.Select(exponent => ImportedValue.Of(ConstantTensor.Of(OnnxElement.Float32, exponents.Shape, i => (float)exponents.Real(i) == exponent ? 1 : 0, _ => 0)))];
        node.Set(Elementwise.Of(node.Graph, [x, .. masks], values => values[1..]
            .Select((mask, i) => (Value)node.Graph.Apply(new Multiply(), node.Graph.Apply(new Power(different[i]), values[0]), mask))
            .Aggregate((a, b) => node.Graph.Apply(new Add(), a, b))));
    }

    /// <summary>The sign of 0 is 0 in ONNX.</summary>
    private static void Sign(NodeReader node) => node.Set(Elementwise.Unary(node.Graph, node.Input(), x =>
        node.Graph.Apply(new Scale(0.5), node.Graph.Apply(new Subtract(), node.Graph.Apply(new Sign(), x), node.Graph.Apply(new Sign(), node.Graph.Apply(new Scale(-1), x))))));

    private static void Clip(NodeReader node)
    {
        (double low, double high) = node.Opset < 11
            ? (node.Real("min", float.MinValue), node.Real("max", float.MaxValue))
            : (Bound(node, 1, double.NegativeInfinity), Bound(node, 2, double.PositiveInfinity));
        bool hasLow = low > float.MinValue;
        bool hasHigh = high < float.MaxValue;
        ImportedValue x = node.Input();
        node.Set((hasLow, hasHigh) switch
        {
            (true, true) when low == 0 && high == 6 => Elementwise.Unary(node.Graph, x, new Relu6()),

            // Bounds that have changed places give the upper one.
            (true, true) => Elementwise.Unary(node.Graph, x, new Clip(Math.Min(low, high), high)),
            (true, false) when low == 0 => Elementwise.Unary(node.Graph, x, new Relu()),
            (true, false) => Elementwise.Unary(node.Graph, x, value => node.Graph.Apply(new Maximum(), value, node.Graph.Number(low))),
            (false, true) => Elementwise.Unary(node.Graph, x, value => node.Graph.Apply(new Minimum(), value, node.Graph.Number(high))),
            _ => x,
        });
    }

    private static double Bound(NodeReader node, int input, double otherwise) =>
        node.OptionalConstant(input) is { } bound ? bound.Count == 1 ? bound.Real(0) : throw node.Broken($"a bound must be one number, but has the shape {bound.Shape}.") : otherwise;
}
