using Bantam.Model;

namespace Bantam.Formats;

/// <summary>MEAN, SUM and REDUCE_MAX. Inputs: an activation, and the axes.</summary>
internal static class ReductionImports
{
    public static void Mean(OperatorImport op)
    {
        Value input = op.Input(0);
        bool keeps = op.Options<TfliteReducerOptions>().KeepsAxes;
        int[] axes = op.Integers(1);
        if (!IsOverPixels(axes, input.Type.Shape.Rank))
        {
            op.Return(new Mean { Axes = new Axes(axes), KeepAxes = keeps }, input);
        }
        else if (keeps)
        {
            Value pooled = op.QuantizedStep(".pooled", new GlobalAveragePool(), input);
            op.ReturnMovedFrom(pooled, new Reshape([1, 1, input.Type.Shape[3]]));
        }
        else
        {
            op.Return(new GlobalAveragePool(), input);
        }
    }

    public static void Sum(OperatorImport op) =>
        op.Return(new Sum { Axes = new Axes(op.Integers(1)), KeepAxes = op.Options<TfliteReducerOptions>().KeepsAxes }, op.Input(0));

    public static void ReduceMax(OperatorImport op) =>
        op.Return(new Max { Axes = new Axes(op.Integers(1)), KeepAxes = op.Options<TfliteReducerOptions>().KeepsAxes }, op.Input(0));

    private static bool IsOverPixels(int[] axes, int rank) => rank == 4
        && axes.Length == 2
        && axes.Select(axis => axis < 0 ? axis + rank : axis).Order().SequenceEqual([1, 2]);
}
