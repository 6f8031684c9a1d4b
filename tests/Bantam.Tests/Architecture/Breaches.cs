namespace Bantam.Tests.Architecture;

/// <summary>Fails with every breach of a rule, one a line.</summary>
internal static class Breaches
{
    internal static void AssertNone(IEnumerable<string> found)
    {
        string[] breaches = [.. found.Distinct().Order(StringComparer.Ordinal)];
        Assert.True(breaches.Length == 0, $"{breaches.Length} breaches:\n{string.Join('\n', breaches)}");
    }
}
