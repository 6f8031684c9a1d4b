using Bantam.Model;

namespace Bantam.Tests;

/// <summary>A network for the sine data with an op that files hold and trainers run, but int8 has no form of.</summary>
internal static class ExponentialNetwork
{
    public static Graph Create() => Graph.Create([1], x => x.Dense(4).Then("exp1", new Exp()).Dense(1));
}
