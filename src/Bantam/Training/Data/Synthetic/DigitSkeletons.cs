using System.Globalization;
using System.Numerics;

namespace Bantam.Training;

/// <summary>How people write the ten digits: several styles for each, as strokes that a pen follows.</summary>
internal static class DigitSkeletons
{
    /// <summary>The side of the square that the coordinates refer to.</summary>
    internal const float Side = 100f;

    /// <summary>One style per line, the strokes separated by a bar. A stroke is a smooth curve through its points "x,y";
    /// x runs to the right and y down. Corners are where one stroke ends and the next begins.</summary>
    private static readonly string[][] Styles =
    [
        [
            "50,8 26,20 18,50 26,80 50,92 74,80 82,50 74,20 50,8",
            "58,8 38,18 28,52 36,84 52,92 66,78 72,46 64,18 48,10 40,18",
            "64,14 42,10 22,32 20,64 38,90 62,88 80,62 78,30 60,8",
        ],
        [
            "50,6 50,94",
            "32,26 54,6 | 54,6 52,94",
            "34,26 52,8 | 52,8 52,92 | 30,92 74,92",
            "62,6 40,94",
        ],
        [
            "22,28 32,12 52,6 72,18 74,36 58,60 36,78 20,92 | 20,92 50,90 82,92",
            "24,26 40,8 64,10 74,28 62,54 38,80 26,88 22,80 34,76 56,88 82,86",
            "20,18 46,8 72,20 70,42 22,90 | 22,90 80,88",
        ],
        [
            "24,16 48,6 72,18 68,38 46,46 | 46,46 74,54 78,76 54,94 22,86",
            "22,8 74,8 | 74,8 46,42 | 46,42 72,52 78,72 60,92 36,92 20,82",
            "26,14 52,6 70,20 62,40 42,46 62,48 78,66 68,88 44,94 22,86",
        ],
        [
            "34,8 20,56 | 20,56 82,54 | 64,14 62,94",
            "62,6 18,64 | 18,64 84,64 | 62,6 62,94",
            "26,10 22,38 34,54 58,52 74,42 | 76,8 72,50 66,94",
        ],
        [
            "76,8 32,8 | 32,8 26,44 | 26,44 54,38 76,54 74,80 48,94 22,84",
            "74,10 36,10 26,40 54,42 76,62 66,88 40,94 20,84",
            "30,8 26,44 | 26,44 52,40 74,56 70,84 46,94 22,86 | 30,10 76,6",
        ],
        [
            "66,8 40,26 24,58 30,86 54,94 74,80 72,60 52,50 32,58 24,70",
            "58,6 34,34 24,66 36,90 60,92 74,74 62,56 40,58 28,72",
            "40,6 28,44 26,76 44,94 68,86 70,64 50,56 30,70",
        ],
        [
            "20,10 80,10 | 80,10 56,46 42,94",
            "20,10 80,10 | 80,10 56,46 42,94 | 38,52 74,50",
            "22,26 22,12 | 22,12 78,12 | 78,12 60,44 50,94",
        ],
        [
            "70,20 50,6 30,18 34,38 66,58 74,80 50,94 26,80 34,58 66,40 70,20",
            "50,6 32,16 34,36 50,46 66,36 68,16 50,6 | 50,46 28,60 26,82 50,94 74,82 72,60 50,46",
            "72,12 46,8 30,24 44,44 70,62 68,86 46,94 28,80 40,56 66,36 72,16",
        ],
        [
            "34,92 60,74 76,42 70,14 46,6 26,20 28,40 48,50 68,42 76,30",
            "74,26 58,8 34,10 24,30 36,48 60,46 74,26 | 74,14 72,56 64,94",
            "72,22 50,8 28,20 28,42 50,50 70,38 74,22 74,58 64,86 46,94 30,86",
        ],
    ];

    private static readonly Vector2[][][][] Parsed =
        Array.ConvertAll(Styles, digit => Array.ConvertAll(digit, style => Array.ConvertAll(style.Split('|'), ParseStroke)));

    /// <summary>How many ways there are to write a digit.</summary>
    internal static int StylesOf(int digit) => Parsed[digit].Length;

    /// <summary>The strokes of one style: each at least two points, in the square from 0 to <see cref="Side"/>.</summary>
    internal static Vector2[][] Of(int digit, int style) => Parsed[digit][style];

    private static Vector2[] ParseStroke(string text) =>
        Array.ConvertAll(text.Split(' ', StringSplitOptions.RemoveEmptyEntries), point =>
        {
            string[] xy = point.Split(',');
            return new Vector2(int.Parse(xy[0], CultureInfo.InvariantCulture), int.Parse(xy[1], CultureInfo.InvariantCulture));
        });
}
