using Bantam.Model;

namespace Bantam.Formats;

/// <summary>Pooling of images and sequences.</summary>
internal static class PoolReaders
{
    public static IEnumerable<(string, OpReader)> All =>
    [
        ("MaxPool", MaxPool),
        ("AveragePool", AveragePool),
        ("GlobalAveragePool", node => Global(node, (graph, x) => graph.Apply(new Mean { Axes = SpatialAxes(x), KeepAxes = true }, x))),
        ("GlobalMaxPool", node => Global(node, (graph, x) => graph.Apply(new Max { Axes = SpatialAxes(x), KeepAxes = true }, x))),
    ];

    private static void MaxPool(NodeReader node)
    {
        if (node.Wants(1))
        {
            throw node.Refusal("the positions of the largest values as an output", "Export the model without it.");
        }

        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        WindowReader window = WindowReader.Of(node, x, Kernel(node));
        if (window.Dilation != 1)
        {
            throw node.Refusal($"pooling with dilation {window.Dilation}", "Use a larger window, or a stride.");
        }

        // Codes that grow with the numbers keep their order, so the largest code is the code of the largest number.
        ImportedValue real = x.Codes is { Axis: null } codes ? codes.Real : x;
        Value images = WindowReader.Images(graph, real);
        Value result = graph.Apply(new MaxPool { Kernel = window.Kernel, Stride = window.Stride, Padding = window.Padding }, images);
        ImportedValue pooled = WindowReader.Result(graph, result, window.OutputShape(x, x.Shape[1])) with { Element = real.Element };
        node.Set(x.Codes is { Axis: null } quantized ? ImportedValue.Of(quantized with { Real = pooled }) : pooled);
    }

    private static void AveragePool(NodeReader node)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        WindowReader window = WindowReader.Of(node, x, Kernel(node));
        if (window.Dilation != 1)
        {
            throw node.Refusal($"pooling with dilation {window.Dilation}", "Use a larger window, or a stride.");
        }

        Padding padding = window.Padding;
        Value images = WindowReader.Images(graph, x);
        if (node.Whole("count_include_pad", 0) != 0 && padding != Padding.Valid)
        {
            // The border counts as zeros, except for the part that only the last window of ceil_mode reaches.
            int[] declared = node.Text("auto_pad", "NOTSET") == "NOTSET" ? node.Ints("pads") ?? new int[2 * (x.Rank - 2)] : Both(padding, x.Rank);
            int axes = x.Rank - 2;
            int bottom = axes == 2 ? declared[2] : 0;
            int right = declared[^1];
            Shape before = [0, padding.Top, padding.Left, 0];
            Shape after = [0, bottom, right, 0];
            images = graph.Apply(new Pad(before, after), images);
            padding = padding with { Top = 0, Left = 0, Bottom = padding.Bottom - bottom, Right = padding.Right - right };
        }

        Value result = graph.Apply(new AveragePool { Kernel = window.Kernel, Stride = window.Stride, Padding = padding }, images);
        node.Set(WindowReader.Result(graph, result, window.OutputShape(x, x.Shape[1])));
    }

    private static int[] Both(Padding padding, int rank) =>
        rank == 4 ? [padding.Top, padding.Left, padding.Bottom, padding.Right] : [padding.Left, padding.Right];

    private static int[] Kernel(NodeReader node) => node.Ints("kernel_shape") ?? throw node.Broken("it has no kernel_shape.");

    private static Axes SpatialAxes(Value x) => new([.. Enumerable.Range(1, x.Type.Shape.Rank - 2)]);

    private static void Global(NodeReader node, Func<ImportContext, Value, Value> pool)
    {
        ImportContext graph = node.Graph;
        ImportedValue x = node.Input();
        if (x.Rank < 3)
        {
            throw node.Broken($"it pools [N, C, …], but got {x.Shape}.");
        }

        Value last = graph.ChannelsLast(x);
        Value pooled = x.Rank == 4 && node.OpType == "GlobalAveragePool"
            ? graph.Apply(new Unsqueeze([1, 2]), graph.Apply(new GlobalAveragePool(), last))
            : pool(graph, last);
        node.Set(ImportContext.LastResult(pooled, [x.Shape[0], x.Shape[1], .. Enumerable.Repeat(1, x.Rank - 2)]));
    }
}
