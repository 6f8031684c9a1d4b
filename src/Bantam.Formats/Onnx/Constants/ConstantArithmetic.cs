using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Arithmetic, comparisons and logic on constants, with the types of ONNX: integers divide toward zero and wrap around.</summary>
internal static class ConstantArithmetic
{
    private static readonly Dictionary<string, Func<ConstantTensor[], ConstantTensor>> s_ops = new(StringComparer.Ordinal)
    {
        ["Add"] = x => Combined(x, (a, b) => a + b, (a, b) => unchecked(a + b)),
        ["Sub"] = x => Combined(x, (a, b) => a - b, (a, b) => unchecked(a - b)),
        ["Mul"] = x => Combined(x, (a, b) => a * b, (a, b) => unchecked(a * b)),
        ["Div"] = x => Combined(x, (a, b) => a / b, Quotient),
        ["Mod"] = x => Combined(x, (a, b) => a - (Math.Floor(a / b) * b), Remainder),
        ["Pow"] = x => Combined(x, Math.Pow, (a, b) => (long)Math.Pow(a, b)),
        ["Max"] = x => Combined(x, Math.Max, Math.Max),
        ["Min"] = x => Combined(x, Math.Min, Math.Min),
        ["Sum"] = x => Combined(x, (a, b) => a + b, (a, b) => unchecked(a + b)),
        ["And"] = x => Combined(x, (_, _) => 0, (a, b) => a & b),
        ["Or"] = x => Combined(x, (_, _) => 0, (a, b) => a | b),
        ["Xor"] = x => Combined(x, (_, _) => 0, (a, b) => a ^ b),
        ["Equal"] = x => Compared(x, (a, b) => a == b, (a, b) => a == b),
        ["Less"] = x => Compared(x, (a, b) => a < b, (a, b) => a < b),
        ["LessOrEqual"] = x => Compared(x, (a, b) => a <= b, (a, b) => a <= b),
        ["Greater"] = x => Compared(x, (a, b) => a > b, (a, b) => a > b),
        ["GreaterOrEqual"] = x => Compared(x, (a, b) => a >= b, (a, b) => a >= b),
        ["Not"] = x => Mapped(x[0], a => a, a => 1 - a),
        ["Neg"] = x => Mapped(x[0], a => -a, a => unchecked(-a)),
        ["Abs"] = x => Mapped(x[0], Math.Abs, a => a < 0 ? unchecked(-a) : a),
        ["Floor"] = x => Mapped(x[0], Math.Floor, a => a),
        ["Ceil"] = x => Mapped(x[0], Math.Ceiling, a => a),
        ["Where"] = Selected,
    };

    /// <summary>Computes a node of constants; null where the operator is none of these.</summary>
    public static ConstantTensor? TryCompute(string opType, ConstantTensor[] inputs) =>
        s_ops.TryGetValue(opType, out Func<ConstantTensor[], ConstantTensor>? compute) && inputs.Length > 0 ? compute(inputs) : null;

    /// <summary>The constant with another element type; a real number loses its fraction.</summary>
    public static ConstantTensor Cast(ConstantTensor x, OnnxElement element)
    {
        if (x.IsUniform && x.Count > 1)
        {
            return Cast(x.Filled([1]), element).Filled(x.Shape);
        }

        return element == OnnxElement.Bool
            ? ConstantTensor.Of(element, x.Shape, x.Real, index => x.Real(index) == 0 ? 0 : 1, x.Count)
            : ConstantTensor.Of(element, x.Shape, x.Real, x.Whole, x.Count);
    }

    /// <summary>A constant repeated along axes of length 1, or that it lacks.</summary>
    public static ConstantTensor Expanded(ConstantTensor x, Shape shape)
    {
        Func<int, int> source = Source(x.Shape, shape);
        return x.Picked(shape, source);
    }

    private static ConstantTensor Combined(ConstantTensor[] inputs, Func<double, double, double> real, Func<long, long, long> whole)
    {
        ConstantTensor result = inputs[0];
        foreach (ConstantTensor next in inputs[1..])
        {
            ConstantTensor left = result;
            Shape shape = Broadcast(left, next);
            (Func<int, int> a, Func<int, int> b) = (Source(left.Shape, shape), Source(next.Shape, shape));

            // A power has the type of its base, whatever its exponent has.
            result = left.Element.IsFloat == next.Element.IsFloat
                ? Filled(left, next, shape, left.Element, i => real(left.Real(a(i)), next.Real(b(i))), i => whole(left.Whole(a(i)), next.Whole(b(i))))
                : Filled(left, next, shape, left.Element, i => real(left.Real(a(i)), next.Real(b(i))), i => (long)real(left.Real(a(i)), next.Real(b(i))));
        }

        return result;
    }

    private static ConstantTensor Compared(ConstantTensor[] inputs, Func<double, double, bool> real, Func<long, long, bool> whole)
    {
        (ConstantTensor left, ConstantTensor right) = (inputs[0], inputs[1]);
        Shape shape = Broadcast(left, right);
        (Func<int, int> a, Func<int, int> b) = (Source(left.Shape, shape), Source(right.Shape, shape));
        bool isReal = left.Element.IsFloat || right.Element.IsFloat;
        bool Holds(int i) => isReal ? real(left.Real(a(i)), right.Real(b(i))) : whole(left.Whole(a(i)), right.Whole(b(i)));
        return Filled(left, right, shape, OnnxElement.Bool, _ => 0, i => Holds(i) ? 1 : 0);
    }

    private static ConstantTensor Selected(ConstantTensor[] inputs)
    {
        (ConstantTensor condition, ConstantTensor yes, ConstantTensor no) = (inputs[0], inputs[1], inputs[2]);
        Shape shape = Elementwise.Broadcast([.. inputs.Select(ImportedValue.Of)]);
        (Func<int, int> c, Func<int, int> a, Func<int, int> b) = (Source(condition.Shape, shape), Source(yes.Shape, shape), Source(no.Shape, shape));
        return ConstantTensor.Of(
            yes.Element,
            shape,
            i => condition.Whole(c(i)) != 0 ? yes.Real(a(i)) : no.Real(b(i)),
            i => condition.Whole(c(i)) != 0 ? yes.Whole(a(i)) : no.Whole(b(i)));
    }

    private static ConstantTensor Mapped(ConstantTensor x, Func<double, double> real, Func<long, long> whole) => x.IsUniform && x.Count > 1
        ? Mapped(x.Filled([1]), real, whole).Filled(x.Shape)
        : ConstantTensor.Of(x.Element, x.Shape, i => real(x.Real(i)), i => whole(x.Whole(i)));

    private static ConstantTensor Filled(ConstantTensor a, ConstantTensor b, Shape shape, OnnxElement element, Func<int, double> real, Func<int, long> whole) =>
        a.IsUniform && b.IsUniform && shape.Count > 1
            ? ConstantTensor.Of(element, [1], real, whole).Filled(shape)
            : ConstantTensor.Of(element, shape, real, whole);

    private static Shape Broadcast(ConstantTensor a, ConstantTensor b) => Elementwise.Broadcast(ImportedValue.Of(a), ImportedValue.Of(b));

    /// <summary>For each element of a broadcast result the element of the operand.</summary>
    private static Func<int, int> Source(Shape operand, Shape result)
    {
        if (operand == result)
        {
            return index => index;
        }

        if (operand.Count == 1)
        {
            return _ => 0;
        }

        int[] steps = ConstantTensor.Steps(operand);
        return index =>
        {
            int source = 0;
            for (int i = 1; i <= result.Rank; i++)
            {
                (index, int position) = Math.DivRem(index, result[^i]);
                source += i <= operand.Rank && operand[^i] != 1 ? position * steps[^i] : 0;
            }

            return source;
        };
    }

    private static long Quotient(long a, long b) => b switch
    {
        0 => throw new DivideByZeroException("An integer is divided by 0."),
        -1 => unchecked(-a),
        _ => a / b,
    };

    private static long Remainder(long a, long b) => b is 0 or -1 ? 0 : ((a % b) + b) % b;
}
