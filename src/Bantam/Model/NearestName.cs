namespace Bantam.Model;

/// <summary>Finds the name that a mistyped one was probably meant to be.</summary>
internal static class NearestName
{
    private const int LongestName = 64;

    /// <summary>The known name with the smallest edit distance, or null where none is close.</summary>
    /// <param name="name">What was typed. Case does not matter.</param>
    /// <param name="known">The names that exist; the first wins ties.</param>
    /// <returns>A known name at most a third of the typed letters (but 2 at least) away.</returns>
    internal static string? Of(string name, IEnumerable<string> known)
    {
        // A typo is short: a page of text is no attempt at a name, and the distance would take its square in time.
        if (name.Length > LongestName)
        {
            return null;
        }

        string? nearest = null;
        int smallest = Math.Max(2, name.Length / 3) + 1;
        foreach (string candidate in known)
        {
            int distance = EditDistance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < smallest && distance < candidate.Length)
            {
                (nearest, smallest) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>The least number of insertions, deletions, substitutions and swaps of neighbors that turn one text into the other.</summary>
    internal static int EditDistance(string a, string b)
    {
        int[,] distance = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                distance[i, j] = i == 0 || j == 0 ? i + j : Cheapest(i, j);
            }
        }

        return distance[a.Length, b.Length];

        int Cheapest(int i, int j)
        {
            int substitution = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            int least = Math.Min(substitution, Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1);
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            return swapped ? Math.Min(least, distance[i - 2, j - 2] + 1) : least;
        }
    }
}
