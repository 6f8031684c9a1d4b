using Bantam.Model;

namespace Bantam.Formats;

/// <summary>How a constant of the graph lies in the file: more axes in front, its axes in another order, or its columns.</summary>
internal readonly record struct Arrangement
{
    /// <summary>The least number of axes; those that are missing come first and have length 1.</summary>
    public int Rank { get; init; }

    /// <summary>For each axis in the file the one in the graph; null where they are the same.</summary>
    public int[]? Order { get; init; }

    /// <summary>The [C, H, W] of rows that the file flattens CHW and the graph HWC.</summary>
    public Shape? Columns { get; init; }

    /// <summary>The same text for the same arrangement.</summary>
    public string Key => $"{Rank}/{string.Join(',', Order ?? [])}/{Columns}";

    /// <summary>The axes of the file in this order.</summary>
    public static Arrangement Of(params int[] order) => new() { Order = order };

    /// <summary>A constant as the file has it.</summary>
    public ConstantTensor Apply(ConstantTensor constant)
    {
        Shape shape = constant.Shape;
        ConstantTensor full = shape.Rank < Rank ? constant.Reshaped([.. Enumerable.Repeat(1, Rank - shape.Rank), .. shape.Lengths]) : constant;
        ConstantTensor ordered = Order is { } order ? full.Permuted(order) : full;
        return Columns is { } image ? Rows(ordered, image) : ordered;
    }

    /// <summary>The axis in the file for one of a constant of so many axes.</summary>
    public int? AxisOf(int? axis, int rank)
    {
        if (axis is not { } counted)
        {
            return null;
        }

        counted += Math.Max(Rank - rank, 0);
        return Order is { } order ? Array.IndexOf(order, counted) : counted;
    }

    private static ConstantTensor Rows(ConstantTensor matrix, Shape image)
    {
        int rows = matrix.Count / Math.Max(image.Count, 1);
        return matrix.Reshaped([rows, image[1], image[2], image[0]]).Permuted([0, 3, 1, 2]).Reshaped(matrix.Shape);
    }
}
