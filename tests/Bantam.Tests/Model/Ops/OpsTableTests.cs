using System.Globalization;
using System.Reflection;
using System.Text;
using Bantam.Deployment;
using Bantam.Model;

namespace Bantam.Tests.Model;

/// <summary>Writes <c>docs/ops.md</c> from the ops themselves and their samples.</summary>
public sealed class OpsTableTests
{
    [Fact]
    public void The_table_of_ops_is_up_to_date()
    {
        StringBuilder text = new(
            """
            # Ops

            What each op of a network has. Generated from the code by `OpsTableTests`; run it with `BANTAM_UPDATE_GOLDEN=1` after a change.

            - *gradient*: whether training goes through the op. A surrogate must be declared on the op (`Sign.StraightThrough`).
            - *second derivative*: whether the gradient is differentiable again.
            - *fast kernel*: whether Float32 has a kernel of its own; without one it runs the reference, or is a view that costs nothing.
            - *int8*: whether the op, with the attributes of at least one of its samples, runs in 8 bits.
            - *C*: whether it then also has a C form, for a device.

            | op | gradient | second derivative | fast kernel | int8 | C |
            |---|---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<string, OpSample> op in OpSamples.All.Where(IsOfModel).GroupBy(sample => sample.Op.Name).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Derivatives most = op.Max(sample => sample.Derivatives);
            text.Append(CultureInfo.InvariantCulture, $"| {op.Key} | {Mark(most != Derivatives.None)} | {Mark(most == Derivatives.All)} | {KernelOf(op.First().Op)} | {Mark(op.Any(sample => Runs(sample, inC: false)))} | {Mark(op.Any(sample => Runs(sample, inC: true)))} |\n");
        }

        Golden.MatchFile("docs/ops.md", text.ToString());
    }

    private static bool IsOfModel(OpSample sample) => sample.Op.GetType() is { IsPublic: true, Namespace: "Bantam.Model" };

    private static string Mark(bool value) => value ? "yes" : "–";

    private static string KernelOf(Op op)
    {
        bool Overrides(string method) =>
            op.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType == op.GetType();
        return Overrides(nameof(Op.View)) ? "view" : Mark(Overrides(nameof(Op.TryComputeFast)));
    }

    /// <summary>Whether a quantized network of this op alone can be lowered, and written as C, its later inputs being activations or quantized weights.</summary>
    private static bool Runs(OpSample sample, bool inC) =>
        sample.Shapes[0].Rank > 0 && (CanLower(sample, weights: false, inC) || (sample.Shapes.Length > 1 && CanLower(sample, weights: true, inC)));

    private static bool CanLower(OpSample sample, bool weights, bool inC)
    {
        try
        {
            Shape batch = sample.Shapes[0];
            GraphInput input = new(batch.Rank == 1 ? batch : batch.WithoutBatch());

            // A plan needs a step, which a view alone is not.
            Node first = Quantized(new Node("first", new Relu(), Quantized(input)));
            Value[] others = [.. sample.Shapes.Skip(1).Select((shape, i) => weights ? Weight(shape, i) : first)];
            if (!weights && sample.Shapes.Skip(1).Any(shape => shape != sample.Shapes[0]))
            {
                return false;
            }

            Node node = new("node", sample.Op, [first, .. others]);
            Plan plan = Lowering.Lower(new Graph(input, sample.Op is FakeQuantize ? first : Quantized(node)));
            if (inC)
            {
                CWriter.Write(plan);
            }

            return true;
        }
        catch (Exception refusal) when (refusal is UnsupportedException or ShapeException)
        {
            return false;
        }
    }

    // A bias stays in floating point: lowering rounds it to the steps of the accumulator.
    private static Value Weight(Shape shape, int index)
    {
        Parameter parameter = new($"parameter{index}", shape, Initializer.Of(0.5f));
        return index == 0 || shape.Rank > 1 ? Quantized(parameter) : parameter;
    }

    private static Node Quantized(Value value) =>
        new($"{value.Name}.quantized", new FakeQuantize(new AffineQuantizer(new QuantizationParameters([0.01f], [0]))), value);
}
