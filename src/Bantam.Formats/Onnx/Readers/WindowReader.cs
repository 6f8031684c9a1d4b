using Bantam.Model;

namespace Bantam.Formats;

/// <summary>The window of a convolution or a pooling over images, or over sequences, which are images of one row.</summary>
internal sealed record WindowReader
{
    /// <summary>Size of the window.</summary>
    public required Size2d Kernel { get; init; }

    /// <summary>Its step.</summary>
    public required Size2d Stride { get; init; }

    /// <summary>The distance of its positions.</summary>
    public required Size2d Dilation { get; init; }

    /// <summary>The border, from the attributes or worked out.</summary>
    public required Padding Padding { get; init; }

    /// <summary>The size of the output.</summary>
    public required Size2d Output { get; init; }

    /// <summary>Reads the attributes of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="x">Its input, [N, C, L] or [N, C, H, W].</param>
    /// <param name="kernel">The lengths of the window along the axes after the channels.</param>
    public static WindowReader Of(NodeReader node, ImportedValue x, int[] kernel)
    {
        int axes = x.Rank - 2;
        if (axes is < 1 or > 2)
        {
            throw node.Refusal($"a window over {x.Shape}", "Images [N, C, H, W] and sequences [N, C, L] are; for volumes there is no layer.");
        }

        int[] strides = node.Ints("strides") ?? [.. Enumerable.Repeat(1, axes)];
        int[] dilations = node.Ints("dilations") ?? [.. Enumerable.Repeat(1, axes)];
        int[] pads = node.Ints("pads") ?? new int[2 * axes];
        if (kernel.Length != axes || strides.Length != axes || dilations.Length != axes || pads.Length != 2 * axes
            || kernel.Concat(strides).Concat(dilations).Any(value => value < 1) || pads.Any(pad => pad < 0))
        {
            throw node.Broken($"window [{string.Join(", ", kernel)}], strides [{string.Join(", ", strides)}], dilations [{string.Join(", ", dilations)}] and pads [{string.Join(", ", pads)}] do not fit {x.Shape}: each needs a positive number for every axis after the channels, and pads two that are not negative.");
        }

        Line[] lines = [.. Enumerable.Range(0, axes).Select(i => Along(node, new Line(x.Shape[i + 2], kernel[i], strides[i], dilations[i]) { Before = pads[i], After = pads[i + axes] }))];
        Line row = axes == 2 ? lines[0] : new Line(1, 1, 1, 1) { Windows = 1 };
        Line column = lines[^1];
        return new WindowReader
        {
            Kernel = new(row.Kernel, column.Kernel),
            Stride = new(row.Stride, column.Stride),
            Dilation = new(row.Dilation, column.Dilation),
            Padding = new Padding { Mode = PaddingMode.Explicit, Top = row.Before, Bottom = row.After, Left = column.Before, Right = column.After } is { Top: 0, Bottom: 0, Left: 0, Right: 0 }
                ? Padding.Valid
                : new Padding { Mode = PaddingMode.Explicit, Top = row.Before, Bottom = row.After, Left = column.Before, Right = column.After },
            Output = new(row.Windows, column.Windows),
        };
    }

    /// <summary>The shape of the output in ONNX.</summary>
    public Shape OutputShape(ImportedValue x, int channels) =>
        x.Rank == 4 ? [x.Shape[0], channels, Output.Height, Output.Width] : [x.Shape[0], channels, Output.Width];

    /// <summary>The input as images with their channels last: sequences are images of one row.</summary>
    public static Value Images(ImportContext graph, ImportedValue x)
    {
        Value last = graph.ChannelsLast(x);
        return x.Rank == 4 ? last : graph.Apply(new Unsqueeze([1]), last);
    }

    /// <summary>The result for images, or for the sequences that they were.</summary>
    public static ImportedValue Result(ImportContext graph, Value images, Shape shape) =>
        ImportContext.LastResult(shape.Rank == 4 ? images : graph.Apply(new Squeeze([1]), images), shape);

    private static Line Along(NodeReader node, Line line)
    {
        int reach = checked(((line.Kernel - 1) * line.Dilation) + 1);
        string automatic = node.Text("auto_pad", "NOTSET");
        if (automatic is "SAME_UPPER" or "SAME_LOWER")
        {
            int windows = (line.Length + line.Stride - 1) / line.Stride;
            int total = Math.Max(((windows - 1) * line.Stride) + reach - line.Length, 0);
            int before = automatic == "SAME_UPPER" ? total / 2 : (total + 1) / 2;
            return line with { Before = before, After = total - before, Windows = windows };
        }

        if (automatic == "VALID")
        {
            line = line with { Before = 0, After = 0 };
        }

        int room = checked(line.Length + line.Before + line.After) - reach;
        int count = room < 0 ? 0 : (room / line.Stride) + 1;
        if (node.Whole("ceil_mode", 0) != 0 && room >= 0 && room % line.Stride != 0 && (count * line.Stride) < line.Length + line.Before)
        {
            // The last window begins inside and ends beyond the border, which grows by what is missing.
            line = line with { After = line.After + line.Stride - (room % line.Stride) };
            count++;
        }

        return count > 0 ? line with { Windows = count } : throw node.Broken($"a window that reaches over {reach} does not fit into {line.Length} with a border of {line.Before} and {line.After}.");
    }

    private readonly record struct Line(int Length, int Kernel, int Stride, int Dilation)
    {
        public int Before { get; init; }

        public int After { get; init; }

        public int Windows { get; init; }
    }
}
