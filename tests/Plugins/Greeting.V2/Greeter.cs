namespace Greeting;

public static class Greeter
{
    public static string Greet(int times) => $"greeting 2, {times} times";
}
