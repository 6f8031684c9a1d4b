using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Which taps of a window lie inside the image: all of them in the middle, fewer at each border.</summary>
/// <param name="FirstRow">The first row of taps inside.</param>
/// <param name="EndRow">The row after the last.</param>
/// <param name="FirstColumn">The first column of taps inside.</param>
/// <param name="EndColumn">The column after the last.</param>
internal readonly record struct InsideTaps(int FirstRow, int EndRow, int FirstColumn, int EndColumn)
{
    /// <summary>The different cases that occur: nine for 3×3 with a border of one, one without padding.</summary>
    public static IReadOnlyList<InsideTaps> CasesOf(WindowGeometry g)
    {
        HashSet<(int First, int End)> rows = Along(g.OutputHeight, g.StrideHeight, g.PadTop, (g.KernelHeight, g.DilationHeight), g.InputHeight);
        HashSet<(int First, int End)> columns = Along(g.OutputWidth, g.StrideWidth, g.PadLeft, (g.KernelWidth, g.DilationWidth), g.InputWidth);
        return [.. rows.SelectMany(row => columns.Select(column => new InsideTaps(row.First, row.End, column.First, column.End)))];
    }

    /// <summary>Whether all taps of a window lie inside.</summary>
    public bool IsWhole(WindowGeometry g) => FirstRow == 0 && FirstColumn == 0 && EndRow == g.KernelHeight && EndColumn == g.KernelWidth;

    private static HashSet<(int First, int End)> Along(int outputs, int stride, int pad, (int Taps, int Dilation) kernel, int inputs)
    {
        HashSet<(int First, int End)> cases = [];
        for (int position = 0; position < outputs; position++)
        {
            int start = (position * stride) - pad;
            int first = 0;
            while (first < kernel.Taps && start + (first * kernel.Dilation) < 0)
            {
                first++;
            }

            int end = kernel.Taps;
            while (end > first && start + ((end - 1) * kernel.Dilation) >= inputs)
            {
                end--;
            }

            cases.Add((first, end));
        }

        return cases;
    }
}
