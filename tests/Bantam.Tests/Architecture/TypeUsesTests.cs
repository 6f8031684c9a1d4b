namespace Bantam.Tests.Architecture;

public sealed class TypeUsesTests
{
    [Theory]
    [InlineData(typeof(InBody))]
    [InlineData(typeof(InLambda))]
    [InlineData(typeof(InSignature))]
    [InlineData(typeof(InGenericArgument))]
    [InlineData(typeof(InConstraint<>))]
    [InlineData(typeof(InCatch))]
    public void A_use_is_seen_wherever_it_stands(Type user) => Assert.Contains(typeof(UsedException), TypeUses.Of(user));

    [Fact]
    public void An_extension_method_is_a_use_of_its_class() => Assert.Contains(typeof(UsedExtensions), TypeUses.Of(typeof(AsExtension)));

    [Fact]
    public void A_type_that_is_not_used_is_not_seen() => Assert.DoesNotContain(typeof(UsedException), TypeUses.Of(typeof(Golden)));

    private static class InBody
    {
        public static int Depth() => new UsedException().Message.Length;
    }

    private static class InLambda
    {
        public static Func<int, string> Late(int depth) => more => UsedException.Text(depth + more);
    }

    private sealed class InSignature
    {
        public UsedException? Given { get; init; }
    }

    private static class InGenericArgument
    {
        public static int Count(object things) => things is List<UsedException[]> list ? list.Count : 0;
    }

    private sealed class InConstraint<T>
        where T : UsedException
    {
        public required T Given { get; init; }
    }

    private static class InCatch
    {
        public static void Swallow(Action action)
        {
            try
            {
                action();
            }
            catch (UsedException)
            {
            }
        }
    }

    private static class AsExtension
    {
        public static int Doubled(int value) => value.Twice();
    }
}

public class UsedException : Exception
{
    public static string Text(int depth) => new('.', depth);
}

internal static class UsedExtensions
{
    public static int Twice(this int value) => UsedException.Text(value).Length * 2;
}
